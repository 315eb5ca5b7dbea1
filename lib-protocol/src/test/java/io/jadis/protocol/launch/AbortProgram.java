package io.jadis.protocol.launch;

/** Waits for a SIGABRT. */
final class AbortProgram {
    /** With any argument there is no report. */
    public static void main(String[] arguments) throws Exception {
        AbortSignal.install(() -> arguments.length == 0);
        System.out.println("installed");
        waitForTheEnd();
    }

    private static void waitForTheEnd() throws InterruptedException {
        Thread.currentThread().join();
    }
}
