package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runtime image in the tarball holds what our code needs, and no other program. */
class RuntimeImageIT {
    private final Tree tree = Tree.built();

    @Test
    void itHasEveryModuleThatOurJarsNameDirectly() throws Exception {
        Tree.Outcome list = Tree.run(Map.of(), List.of(tree.home.resolve("runtime/bin/java").toString(),
                "--list-modules"));
        Set<String> present = new TreeSet<>();
        for (String line : list.output().split("\n")) present.add(line.replaceAll("@.*", ""));
        Set<String> missing = new TreeSet<>(neededModules());
        missing.removeAll(present);
        assertEquals(Set.of(), missing);
    }

    private Set<String> neededModules() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--multi-release", "25", "--ignore-missing-deps",
                "--no-recursive", "-summary", "--class-path", tree.home.resolve("lib").toString() + "/*"));
        try (Stream<Path> jars = Files.list(tree.home.resolve("lib"))) {
            jars.filter(jar -> jar.getFileName().toString().matches("(app|lib)-.*\\.jar"))
                    .forEach(jar -> arguments.add(jar.toString()));
        }
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int status = ToolProvider.findFirst("jdeps").orElseThrow()
                .run(printer, printer, arguments.toArray(String[]::new));
        assertEquals(0, status, output.toString());
        Set<String> modules = new TreeSet<>();
        for (String line : output.toString().split("\n")) {
            // "app-server-0.1.0.jar -> java.base"
            String needed = line.substring(line.indexOf("->") + 2).strip();
            if (needed.matches("(java|jdk)\\..*")) modules.add(needed);
        }
        assertTrue(modules.contains("java.base"), output.toString());
        return modules;
    }

    @Test
    void itsOnlyProgramsAreOurs() throws IOException {
        try (Stream<Path> programs = Files.list(tree.home.resolve("runtime/bin"))) {
            assertEquals(List.of("java", "redis-check-aof", "redis-check-rdb", "redis-cli", "redis-sentinel",
                    "redis-server"), programs.map(program -> program.getFileName().toString()).sorted().toList());
        }
    }
}
