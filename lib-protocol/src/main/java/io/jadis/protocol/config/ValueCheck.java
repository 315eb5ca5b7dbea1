package io.jadis.protocol.config;

import io.jadis.protocol.config.Choice.ShutdownFlag;
import java.util.Set;

/** The checks that single directives make on their values. */
final class ValueCheck {
    private static final int HOST_NAME_LENGTH_MAX = 255;
    private static final String NOT_IN_NODE_NAMES = "!#$%&()*+:;<>?@[]^{|}~";

    private ValueCheck() {}

    static void databaseFileName(String name) throws ConfigRefused {
        if (isPath(name)) throw new ConfigRefused("dbfilename can't be a path, just a filename");
    }

    static void appendFileName(String name) throws ConfigRefused {
        if (name.isEmpty()) throw new ConfigRefused("appendfilename can't be empty");
        if (isPath(name)) throw new ConfigRefused("appendfilename can't be a path, just a filename");
    }

    static void appendDirectoryName(String name) throws ConfigRefused {
        if (name.isEmpty()) throw new ConfigRefused("appenddirname can't be empty");
        if (isPath(name)) throw new ConfigRefused("appenddirname can't be a path, just a dirname");
    }

    private static boolean isPath(String name) {
        return name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
    }

    static void hostName(String name) throws ConfigRefused {
        if (name.length() > HOST_NAME_LENGTH_MAX) {
            throw new ConfigRefused("Hostnames must be less than 256 characters");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '-' && c != '.') {
                throw new ConfigRefused("Hostnames may only contain alphanumeric characters, hyphens or dots");
            }
        }
    }

    /** The name becomes a field of nodes.conf. */
    static void nodeName(String name) throws ConfigRefused {
        for (int i = 0; i < name.length(); i++) {
            if (NOT_IN_NODE_NAMES.indexOf(name.charAt(i)) >= 0) {
                throw new ConfigRefused("Announced human node name contained invalid character");
            }
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static void shutdownFlags(Set<ShutdownFlag> flags) throws ConfigRefused {
        if (flags.contains(ShutdownFlag.SAVE) && flags.contains(ShutdownFlag.NOSAVE)) {
            throw new ConfigRefused("shutdown options SAVE and NOSAVE can't be used simultaneously");
        }
    }

    static void processTitle(String template) throws ConfigRefused {
        if (!ProcessTitle.isValid(template)) {
            throw new ConfigRefused("template format is invalid or contains unknown variables");
        }
    }
}
