package io.jadis.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;

/** Lines from a terminal: editing, history, completion and hints by JLine. */
final class TerminalLines implements LineSource {
    private static final String HELP = "help ";

    private final Terminal terminal;
    private final HintingReader reader;
    private final SessionHistory history = new SessionHistory();
    private final HistoryFile historyFile;
    private Attributes cooked;                    // the terminal's settings to go back to, while keys are awaited

    /**
     * Takes over the terminal of the process.
     *
     * @param docs        the command docs as they are now
     * @param hints       whether to show hints
     * @param onInterrupt Ctrl-C while a command runs; false = nothing to interrupt
     */
    TerminalLines(HistoryFile historyFile, Supplier<CommandDocs> docs, BooleanSupplier hints,
            BooleanSupplier onInterrupt) {
        this.historyFile = historyFile;
        terminal = open();
        terminal.handle(Terminal.Signal.INT, _ -> {
            if (!onInterrupt.getAsBoolean()) System.exit(1);
        });
        reader = new HintingReader(terminal, docs, hints);
        reader.setHistory(history);
        history.attach(reader);
        for (String line : historyFile.load()) history.recall(line);
    }

    private static Terminal open() {
        try {
            return TerminalBuilder.builder()
                    .name("redis-cli")
                    .system(true)
                    .encoding(StandardCharsets.UTF_8)
                    .graphemeCluster(false)       // on, it asks the terminal and waits for answers some never give
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a password, showing asterisks; null at the end of the input. */
    static byte[] askPassword(String prompt) {
        try (Terminal terminal = open()) {
            String password = new LineReaderImpl(terminal).readLine(prompt, '*');
            return password.getBytes(StandardCharsets.UTF_8);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] readLine(String prompt) {
        try {
            return reader.readLine(prompt).getBytes(StandardCharsets.UTF_8);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    @Override
    public boolean isReady() {
        try {
            return terminal.reader().peek(1) != NonBlockingReader.READ_EXPIRED;
        } catch (IOException e) {
            return true;                          // readLine will find out
        }
    }

    @Override
    public void awaitKeys(boolean on) {
        if (on) {
            // not JLine's raw mode, which takes Ctrl-C for a key
            cooked = terminal.getAttributes();
            Attributes keys = new Attributes(cooked);
            keys.setLocalFlags(EnumSet.of(Attributes.LocalFlag.ICANON, Attributes.LocalFlag.ECHO), false);
            keys.setControlChar(Attributes.ControlChar.VMIN, 1);
            keys.setControlChar(Attributes.ControlChar.VTIME, 0);
            terminal.setAttributes(keys);
        } else if (cooked != null) {
            terminal.setAttributes(cooked);
            cooked = null;
        }
    }

    @Override
    public void remember(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        if (historyFile.add(text)) history.recall(text);
    }

    @Override
    public void clearScreen() {
        terminal.puts(InfoCmp.Capability.clear_screen);
        terminal.flush();
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            // the process ends, and the terminal's settings have been put back after each line
        }
    }

    /** Keeps what we tell it to, and not what the reader reads: commands with passwords are not to be recalled. */
    private static final class SessionHistory extends DefaultHistory {
        @Override
        public void add(Instant time, String line) {}

        void recall(String line) {
            super.add(Instant.EPOCH, line);
        }
    }

    /** JLine's reader, with the hint behind the cursor for as long as the line is being typed. */
    private static final class HintingReader extends LineReaderImpl {
        private final Supplier<CommandDocs> docs;
        private final BooleanSupplier hints;
        private final AttributedStyle dim;

        HintingReader(Terminal terminal, Supplier<CommandDocs> docs, BooleanSupplier hints) {
            super(terminal, "redis-cli", new HashMap<>());
            this.docs = docs;
            this.hints = hints;
            Integer colours = terminal.getNumericCapability(InfoCmp.Capability.max_colors);
            dim = colours != null && colours >= 16
                    ? AttributedStyle.DEFAULT.foreground(AttributedStyle.BLACK + AttributedStyle.BRIGHT)
                    : AttributedStyle.DEFAULT.faint();
            setParser((line, cursor, _) -> new WholeLine(line, cursor));
            setCompleter(new CommandCompleter(docs));
            setOpt(Option.DISABLE_EVENT_EXPANSION);
            setOpt(Option.CASE_INSENSITIVE);
            unsetOpt(Option.INSERT_TAB);
            unsetOpt(Option.HISTORY_IGNORE_SPACE);
            unsetOpt(Option.BRACKETED_PASTE);     // pasted lines run one by one
            setVariable(HISTORY_SIZE, HistoryFile.LINES_MAX);
        }

        @Override
        public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
            AttributedString shown = super.getDisplayedBufferWithPrompts(secondaryPrompts);
            boolean typing = state == State.NORMAL && searchTerm == null && post == null
                    && buf.length() > 0 && buf.cursor() == buf.length();
            if (!typing || !hints.getAsBoolean()) return shown;
            String hint = docs.get().hint(buf.toString().getBytes(StandardCharsets.UTF_8));
            if (hint == null || hint.isEmpty()) return shown;
            AttributedStringBuilder withHint = new AttributedStringBuilder().append(shown);
            if (!Character.isWhitespace(buf.prevChar())) withHint.append(" ");
            return withHint.styled(dim, hint).toAttributedString();
        }
    }

    /** Completes the names of commands, and behind {@code help} those of groups. */
    private record CommandCompleter(Supplier<CommandDocs> docs) implements Completer {
        @Override
        public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
            String typed = line.line().substring(0, line.cursor());
            boolean help = typed.regionMatches(true, 0, HELP, 0, HELP.length());
            String kept = help ? typed.substring(0, HELP.length()) : "";
            String beginning = typed.substring(kept.length()).toUpperCase(Locale.ROOT);
            CommandDocs known = docs.get();
            for (CommandDocs.Entry entry : known.entries()) {
                if (entry.name().startsWith(beginning)) add(kept, entry.name(), candidates);
            }
            if (!help) return;
            for (String group : known.groups()) {
                if (("@" + group).toUpperCase(Locale.ROOT).startsWith(beginning)) add(kept, "@" + group, candidates);
            }
        }

        private static void add(String kept, String name, List<Candidate> candidates) {
            candidates.add(new Candidate(kept + name, name, null, null, null, null, false));
        }
    }

    /** To JLine the line is one word, so that it neither unquotes nor completes parts of it. */
    private record WholeLine(String line, int cursor) implements ParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }
    }
}
