package io.jadis.protocol.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rows of facts/config.tsv, found upwards of here; where it isn't, a handful of its rows. */
final class ConfigFacts {
    private static final String SAMPLE = """
            name\talias\ttype\tdefault\tmutable\tmin\tmax\tenum_values\tin_7.2\tflags\tnotes
            daemonize\t\tbool\tno\tn\t\t\t\ty\t\t
            replica-read-only\tslave-read-only\tbool\tyes\ty\t\t\t\ty\tdebug\t
            pidfile\t\tstring\t\tn\t\t\t\ty\t\tempty string = unset
            loglevel\t\tenum\tnotice\ty\t\t\tdebug|verbose|notice|warning|nothing\ty\t\t
            port\t\tint(int)\t6379\ty\t0\t65535\t\ty\t\t
            maxmemory\t\tmemory(ulonglong)\t0\ty\t0\t18446744073709551615\t\ty\t\t
            maxmemory-clients\t\tmemory-or-percent(ssize_t)\t0\ty\t-100\t9223372036854775807\t\ty\t\t
            unixsocketperm\t\toctal(uint)\t0\tn\t0\t511\t\ty\t\t
            save\t\tspecial\t3600 1 300 100 60 10000\ty\t\t\t\ty\tmulti_arg\t
            """;

    /** One directive. */
    record Row(Map<String, String> cells) {
        String get(String column) {
            return cells.getOrDefault(column, "");
        }

        boolean has(String flag) {
            return List.of(get("flags").split(",")).contains(flag);
        }

        @Override
        public String toString() {
            return get("name");
        }
    }

    private ConfigFacts() {}

    /** The rows of directives that Redis 7.2 has values for. */
    static Stream<Row> rows() {
        return table().stream().filter(row -> row.get("in_7.2").equals("y"))
                .filter(row -> !row.get("type").equals("directive") && !row.get("type").equals("ignored"));
    }

    static boolean complete() {
        return file() != null;
    }

    private static List<Row> table() {
        List<String> lines = file() == null ? SAMPLE.lines().toList() : read(file());
        String[] columns = lines.getFirst().split("\t", -1);
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < columns.length; i++) row.put(columns[i], cells[i]);
            rows.add(new Row(row));
        }
        return rows;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file() {
        return upwards("shared/facts/config.tsv");
    }

    /** The file of that relative path in this directory or the nearest one above that has it; null if none does. */
    static Path upwards(String relative) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(relative))) return at.resolve(relative);
        }
        return null;
    }
}
