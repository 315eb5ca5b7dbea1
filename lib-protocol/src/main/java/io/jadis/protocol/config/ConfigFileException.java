package io.jadis.protocol.config;

/** Configuration that can't be used at start-up: where it is wrong and why. {@link #report} says it as Redis does. */
public final class ConfigFileException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String REDIS_VERSION = "7.2.5";

    private final int lineNumber;
    private final String line;
    private final boolean unreadable;

    private ConfigFileException(int lineNumber, String line, String reason, boolean unreadable) {
        super(reason, null, false, false);
        this.lineNumber = lineNumber;
        this.line = line;
        this.unreadable = unreadable;
    }

    /** A line is wrong. */
    public static ConfigFileException atLine(int lineNumber, String line, String reason) {
        return new ConfigFileException(lineNumber, line, reason, false);
    }

    /** Every line is right by itself, but they don't go together. */
    public static ConfigFileException asWhole(String reason) {
        return new ConfigFileException(0, "", reason, false);
    }

    /** A file can't be read. */
    static ConfigFileException unreadable(String path, String reason) {
        return new ConfigFileException(0, "", "Fatal error, can't open config file '" + path + "': " + reason, true);
    }

    /** The line's number from 1 on in the file, or of the text that stdin and command line add to it; 0 if none. */
    public int lineNumber() {
        return lineNumber;
    }

    /** The line as {@link ByteText}, without the blanks around it; empty if there is none. */
    public String line() {
        return line;
    }

    /** A file could not be read: the message belongs into the log, as a warning, and not on stderr. */
    public boolean isUnreadableFile() {
        return unreadable;
    }

    /** What to print on stderr before exit(1), or to log where {@link #isUnreadableFile}; {@link ByteText}. */
    public String report() {
        if (unreadable) return getMessage();
        String place = lineNumber == 0
                ? "" : "Reading the configuration file, at line " + lineNumber + "\n>>> '" + line + "'\n";
        return "\n*** FATAL CONFIG FILE ERROR (Redis " + REDIS_VERSION + ") ***\n" + place + getMessage() + "\n";
    }
}
