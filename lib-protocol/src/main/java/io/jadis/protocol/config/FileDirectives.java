package io.jadis.protocol.config;

import java.util.List;

/**
 * What redis.conf holds beside values: directives that act when they are read. The launcher implements it; a refusal is
 * reported with the line. {@code include} isn't among them, the loader follows it itself.
 */
public interface FileDirectives {
    /** Takes them all and does nothing. */
    FileDirectives IGNORED = new FileDirectives() {
        @Override
        public void renameCommand(String from, String to) {}

        @Override
        public void user(String name, List<String> rules) {}

        @Override
        public void loadModule(String path, List<String> arguments) {}

        @Override
        public void moduleDirective(String name, String value) {}

        @Override
        public void sentinel(List<String> arguments, int lineNumber, String line) {}
    };

    /** {@code rename-command from to}; without a new name the command goes away. */
    void renameCommand(String from, String to) throws ConfigRefused;

    /** {@code user name rule...}: an ACL user. */
    void user(String name, List<String> rules) throws ConfigRefused;

    /** {@code loadmodule path argument...} */
    default void loadModule(String path, List<String> arguments) throws ConfigRefused {
        throw new ConfigRefused("Modules are written for the C server and can't be loaded here");
    }

    /** {@code module.directive value}, of a module. */
    default void moduleDirective(String name, String value) throws ConfigRefused {
        throw new ConfigRefused("Bad directive or wrong number of arguments");
    }

    /** {@code sentinel word...}, to be understood once the whole file has been read. */
    default void sentinel(List<String> arguments, int lineNumber, String line) throws ConfigRefused {
        throw new ConfigRefused("sentinel directive while not in sentinel mode");
    }
}
