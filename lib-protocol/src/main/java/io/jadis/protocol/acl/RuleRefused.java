package io.jadis.protocol.acl;

/** A rule that can't be applied; the message is Redis's. */
public final class RuleRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    enum Problem {
        UNKNOWN_COMMAND("Unknown command or category name in ACL"),
        SYNTAX("Syntax error"),
        KEYS_AFTER_ALL("Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have "
                + "any effect. Try 'resetkeys' to start with an empty list of patterns"),
        CHANNELS_AFTER_ALL("Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does "
                + "not have any effect. Try 'resetchannels' to start with an empty list of channels"),
        NO_SUCH_PASSWORD("The password you are trying to remove from the user does not exist"),
        BAD_HASH("The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters"),
        ARGUMENT_OF_SUBCOMMAND("Allowing first-arg of a subcommand is not supported"),
        UNMATCHED_PARENTHESIS("Unmatched parenthesis");

        private final String text;

        Problem(String text) {
            this.text = text;
        }
    }

    private final String rule;
    private final Problem problem;

    /** @param rule that is refused */
    RuleRefused(String rule, Problem problem) {
        super(problem.text, null, false, false);
        this.rule = rule;
        this.problem = problem;
    }

    /** As a client or an operator wrote it; it may hold a password. */
    public String rule() {
        return rule;
    }

    /** The only problem that may go away by itself: with another version. */
    boolean isUnknownCommand() {
        return problem == Problem.UNKNOWN_COMMAND;
    }

    Problem problem() {
        return problem;
    }
}
