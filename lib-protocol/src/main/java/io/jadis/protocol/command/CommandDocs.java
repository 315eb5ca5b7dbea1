package io.jadis.protocol.command;

import java.util.List;

/**
 * The documentation of a command.
 *
 * @param since the version of Redis that brought it
 * @param summary one line, in the words of this project
 * @param complexity of its running time, or null
 * @param deprecatedSince the version that advised against it, or null
 * @param replacedBy what to use instead, or null
 * @param internal for servers and their tests, not for users
 * @param history what later versions brought to it, oldest first
 * @param tips hints for clients and proxies, such as {@code request_policy:all_nodes}
 */
public record CommandDocs(
        CommandGroup group,
        String since,
        String summary,
        String complexity,
        String deprecatedSince,
        String replacedBy,
        boolean internal,
        List<Change> history,
        List<String> tips) {
    /** What a version of Redis brought. */
    public record Change(String version, String change) {}
}
