package io.jadis.protocol.config;

import java.util.ArrayList;
import java.util.List;

/** Accepts whatever a file holds beside values, and remembers it. */
final class RecordedDirectives implements FileDirectives {
    final List<String> seen = new ArrayList<>();

    @Override
    public void renameCommand(String from, String to) throws ConfigRefused {
        if (from.equals("nosuchcommand")) throw new ConfigRefused("No such command in rename-command");
        seen.add("rename " + from + " to " + to);
    }

    @Override
    public void user(String name, List<String> rules) {
        seen.add("user " + name + " " + rules);
    }

    @Override
    public void loadModule(String path, List<String> arguments) {
        seen.add("module " + path + " " + arguments);
    }

    @Override
    public void moduleDirective(String name, String value) {
        seen.add(name + " = " + value);
    }
}
