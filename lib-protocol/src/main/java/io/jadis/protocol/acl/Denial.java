package io.jadis.protocol.acl;

import java.util.Locale;

/** Why something was denied. Where selectors deny it for different reasons the last of these is told. */
public enum Denial {
    COMMAND("no permission to execute the command or subcommand"),
    KEY("no permission to touch the specified keys"),
    AUTH("no permission"),
    CHANNEL("no permission to access one of the channels used as arguments");

    private final String label = name().toLowerCase(Locale.ROOT);
    private final String atExec;

    Denial(String atExec) {
        this.atExec = atExec;
    }

    /** The word in ACL LOG. */
    public String label() {
        return label;
    }

    /** How EXEC words it where a queued command has become forbidden. */
    public String atExec() {
        return atExec;
    }
}
