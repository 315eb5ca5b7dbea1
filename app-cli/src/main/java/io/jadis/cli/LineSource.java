package io.jadis.cli;

/** Where the prompt's lines come from. */
interface LineSource extends AutoCloseable {
    /** How often to ask {@link #isReady} while messages are awaited: Java can't wait for a key and a socket at once. */
    int POLL_MS = 20;

    /**
     * Reads the next line.
     *
     * @param prompt shown to people, if there are any
     * @return the line without its end, or null at the end of the input or on Ctrl-C
     */
    byte[] readLine(String prompt);

    /** Whether there is input, or its end, that {@link #readLine} would not wait for. */
    boolean isReady();

    /** While on, a terminal neither shows what is typed nor waits for the end of the line before it says so. */
    void awaitKeys(boolean on);

    /** Adds the line to what can be recalled. */
    void remember(byte[] line);

    void clearScreen();

    @Override
    void close();
}
