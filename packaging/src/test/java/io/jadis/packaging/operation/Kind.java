package io.jadis.packaging.operation;

import io.jadis.packaging.Tree;
import java.nio.file.Path;

/** Whose programs: ours as they were built, or Debian's. */
enum Kind {
    JADIS {
        @Override
        Path program(String name) {
            return Tree.built().program(name);
        }
    },
    DEBIAN {
        @Override
        Path program(String name) {
            return Path.of("/usr/bin", name);
        }
    };

    abstract Path program(String name);
}
