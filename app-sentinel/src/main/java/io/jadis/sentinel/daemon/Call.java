package io.jadis.sentinel.daemon;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ReplyBuffer;
import java.util.ArrayList;
import java.util.List;

/** One request and where its reply goes. */
record Call(Client client, Command command, Arguments arguments, long nowMs) {
    ReplyBuffer reply() {
        return client.reply();
    }

    int count() {
        return arguments.count();
    }

    String text(int index) {
        return LosslessText.of(bytes(index));
    }

    byte[] bytes(int index) {
        return Memory.toArray(arguments.address(index), arguments.length(index));
    }

    /** Whether the reply tells of what is, or is to be, in the file. */
    boolean tellsState() {
        return switch (command.fullName()) {
            // Who doesn't want a vote hears only whether the master is down.
            case "sentinel|is-master-down-by-addr" -> !text(5).equals("*");
            case "info", "role" -> true;
            default -> command.fullName().startsWith("sentinel|");
        };
    }

    /** The arguments from one on. */
    List<String> texts(int from) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < count(); i++) texts.add(text(i));
        return texts;
    }

    boolean is(int index, String word) {
        return text(index).equalsIgnoreCase(word);
    }

    /** An argument as a whole number, or null where it is none: then the error is sent. */
    Long number(int index, String error) {
        try {
            return Long.parseLong(text(index));
        } catch (NumberFormatException e) {
            error(error);
            return null;
        }
    }

    /** Sends an error whose code is ERR. */
    void error(String text) {
        reply().error("ERR " + line(text));
    }

    /** An error is one line, whatever it quotes. */
    static String line(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }
}
