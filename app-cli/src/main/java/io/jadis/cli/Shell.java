package io.jadis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the process was started with: streams, whether they are terminals, and the environment. Tests bring their own.
 *
 * @param inIsTerminal  there are people to prompt
 * @param outIsTerminal replies are for people; the variable {@code FAKETTY} claims so as well
 */
record Shell(InputStream in, OutputStream out, OutputStream err, boolean inIsTerminal, boolean outIsTerminal,
             Map<String, String> environment) {

    void print(String text) {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    void print(ByteOutput bytes) {
        try {
            bytes.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw unread();
        }
    }

    void print(byte[] bytes) {
        write(out, bytes);
    }

    void error(String text) {
        write(err, text.getBytes(StandardCharsets.UTF_8));
    }

    void error(byte[] bytes) {
        write(err, bytes);
    }

    /** The variable's value, or null if it is unset or empty. */
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * A file of the user's settings.
     *
     * @param variable names another place; {@code /dev/null} means none
     * @param name     file name in the home directory
     * @return where it is, or null
     */
    Path dotfile(String variable, String name) {
        String override = variable(variable);
        if (override != null) return override.equals("/dev/null") ? null : Path.of(override);
        String home = variable("HOME");
        return home == null ? null : Path.of(home, name);
    }

    private static void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            throw unread();
        }
    }

    /** Nobody reads any more: {@code redis-cli monitor | head}. */
    private static CliExit unread() {
        return new CliExit(1);
    }
}
