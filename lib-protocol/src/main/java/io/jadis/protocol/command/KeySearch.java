package io.jadis.protocol.command;

import io.jadis.protocol.resp.Arguments;

/**
 * Finds the keys of a request: by key specs where they tell the truth, else by the command's {@link KeyProcedure}. The
 * specs go first because they know how each key is used, which most procedures don't.
 */
final class KeySearch {
    private KeySearch() {}

    static int find(Command command, Arguments arguments, boolean withChannels, KeyReferences found) {
        found.clear();
        if (!bySpecs(command.keySpecArray(), arguments, withChannels, found)) {
            found.clear();
            command.keyProcedure().find(arguments, found);
        }
        return found.count();
    }

    /** False if a spec can't tell: then what has been found so far is worth nothing. */
    private static boolean bySpecs(KeySpec[] specs, Arguments arguments, boolean withChannels, KeyReferences found) {
        for (KeySpec spec : specs) {
            if (!withChannels && !spec.isKey()) continue;
            if (spec.has(KeyFlag.VARIABLE_FLAGS)) return false;
            int first = spec.begin().first(arguments);
            if (first == BeginSearch.ABSENT) continue;
            if (first == BeginSearch.UNKNOWN || !spec.find().addTo(found, arguments, first, spec.flags())
                    || spec.has(KeyFlag.INCOMPLETE)) {
                return false;
            }
        }
        return true;
    }
}
