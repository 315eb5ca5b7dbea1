package io.jadis.cli;

/** Output that is printed on the way where it gets long: a large value would take its memory once more. */
final class PrintedOutput extends ByteOutput {
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private final Shell shell;

    PrintedOutput(Shell shell) {
        this.shell = shell;
    }

    @Override
    ByteOutput add(byte[] bytes) {
        if (count + bytes.length <= KEPT_BYTES_MAX) return super.add(bytes);
        shell.print(this);
        reset();
        if (bytes.length <= KEPT_BYTES_MAX) return super.add(bytes);
        shell.print(bytes);
        return this;
    }
}
