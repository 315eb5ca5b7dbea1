package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.Push;
import io.jadis.protocol.client.RespValue.Text;
import java.util.List;
import java.util.Locale;

/** Prints replies in the chosen mode. */
final class ReplyPrinter {
    private final Shell shell;
    private final OutputMode mode;
    private final ReplyFormat raw, chosen;
    private final byte[] terminator;

    ReplyPrinter(CliOptions options, Shell shell) {
        this.shell = shell;
        mode = options.output != null ? options.output : shell.outIsTerminal() ? OutputMode.STANDARD : OutputMode.RAW;
        raw = new RawFormat(options.elementDelimiter);
        chosen = switch (mode) {
            case STANDARD -> new TtyFormat();
            case RAW -> raw;
            case CSV -> new CsvFormat();
            case JSON -> new JsonFormat(false);
            case QUOTED_JSON -> new JsonFormat(true);
        };
        terminator = switch (mode) {
            case STANDARD -> new byte[0];         // part of the format
            case RAW -> options.replyDelimiter;
            case CSV, JSON, QUOTED_JSON -> new byte[] {'\n'};
        };
    }

    OutputMode mode() {
        return mode;
    }

    void reply(RespValue reply) {
        ByteOutput out = mode == OutputMode.RAW ? new PrintedOutput(shell) : new ByteOutput();
        chosen.format(reply, out);
        shell.print(out.add(terminator));
    }

    /** A reply that is a page of text: as it is, with nothing behind it, in every mode. */
    void page(RespValue reply) {
        ByteOutput out = new PrintedOutput(shell);
        raw.format(reply, out);
        shell.print(out);
    }

    /** A push that came between replies. */
    void push(Push push) {
        List<RespValue> parts = push.elements();
        if (mode == OutputMode.STANDARD && parts.size() == 2 && parts.get(0) instanceof BulkString kind
                && kind.text().startsWith("invalidate") && parts.get(1) instanceof Array(List<RespValue> keys)) {
            ByteOutput out = new ByteOutput().add("-> invalidate: ");
            for (int i = 0; i < keys.size(); i++) {
                out.add(i == 0 ? "'" : ", '");
                if (keys.get(i) instanceof Text key) out.add(key.bytes());
                out.add('\'');
            }
            shell.print(out.add('\n'));
        } else {
            reply(push);
        }
    }

    /** With {@code -e}: the error goes to standard error. */
    void failure(ErrorReply error) {
        shell.error(new ByteOutput().add(error.bytes()).add('\n').toByteArray());
    }

    /** Whether a command's reply is a page of text. */
    static boolean isPage(List<byte[]> command) {
        int words = command.size();
        String second = words > 1 ? lowerCase(command.get(1)) : "";
        return switch (lowerCase(command.getFirst())) {
            case "info", "lolwut" -> true;
            case "debug" -> List.of("htstats", "htstats-key", "client-eviction").contains(second);
            case "memory" -> List.of("malloc-stats", "doctor").contains(second);
            case "cluster" -> words == 2 && List.of("nodes", "info").contains(second);
            case "client" -> List.of("list", "info").contains(second);
            case "latency" -> words == 3 && second.equals("graph") || words == 2 && second.equals("doctor");
            case "proxy" -> second.equals("info");
            default -> false;
        };
    }

    static String lowerCase(byte[] word) {
        return new BulkString(word).text().toLowerCase(Locale.ROOT);
    }
}
