package io.jadis.sentinel.core;

import java.util.List;
import java.util.Locale;

/** SENTINEL SET: options of one master, each applied as it is read. */
public final class MasterSettings {
    /**
     * What came of it.
     *
     * @param error to be replied, or null
     * @param changed whether the file has to be written, error or not
     */
    public record Outcome(String error, boolean changed) {}

    private static final String DENIED = "Reconfiguration of scripts path is denied for security reasons. Check the "
            + "deny-scripts-reconfig configuration directive in your Sentinel configuration";

    private final Sentinel sentinel;
    private final Master master;
    private final MasterOptions options;
    private int changes;

    private MasterSettings(Sentinel sentinel, Master master) {
        this.sentinel = sentinel;
        this.master = master;
        this.options = master.options;
    }

    /** Applies options and their values, in turn. */
    public static Outcome set(Sentinel sentinel, long nowMs, Master master, List<String> words) {
        sentinel.at(nowMs);
        MasterSettings settings = new MasterSettings(sentinel, master);
        String error = settings.run(words);
        return new Outcome(error, settings.changes > 0);
    }

    private String run(List<String> words) {
        int i = 0;
        while (i < words.size()) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            int valueCount = option.equals("rename-command") ? 2 : 1;
            if (words.size() - i <= valueCount) return unknown(words.get(i));
            List<String> values = words.subList(i + 1, i + 1 + valueCount);
            String error = apply(option, words.get(i), values);
            if (error != null) return error;
            changes++;
            String shown = option.equals("auth-pass") ? "******" : String.join(" ", values);
            sentinel.event(EventLevel.WARNING, "+set", master,
                    sentinel.shown(master) + " " + words.get(i) + " " + shown);
            i += 1 + valueCount;
        }
        return null;
    }

    private static String unknown(String option) {
        return "Unknown option or number of arguments for SENTINEL SET '" + option + "'";
    }

    private String apply(String option, String shown, List<String> values) {
        String value = values.getFirst();
        switch (option) {
            case "down-after-milliseconds", "failover-timeout", "parallel-syncs", "quorum",
                    "master-reboot-down-after-period", "forget-after-milliseconds" -> {
                return number(option, shown, value);
            }
            case "notification-script" -> {
                String error = scriptError(value, "Notification script seems non existing or non executable");
                if (error != null) return error;
                options.notificationScript = orNull(value);
            }
            case "client-reconfig-script" -> {
                String error = scriptError(value, "Client reconfiguration script seems non existing or non executable");
                if (error != null) return error;
                options.reconfigurationScript = orNull(value);
            }
            case "auth-pass" -> {
                options.authPassword = orNull(value);
                sentinel.dropDataLinks(master);
            }
            case "auth-user" -> {
                options.authUser = orNull(value);
                sentinel.dropDataLinks(master);
            }
            case "rename-command" -> {
                String renamed = values.getLast();
                if (value.isEmpty() || renamed.isEmpty()) return invalid(renamed.isEmpty() ? renamed : value, shown);
                options.renamedCommands.remove(value);
                if (!value.equalsIgnoreCase(renamed)) options.renamedCommands.put(value, renamed);
            }
            default -> {
                return unknown(shown);
            }
        }
        return null;
    }

    private String number(String option, String shown, String value) {
        boolean zeroAllowed = option.equals("master-reboot-down-after-period")
                || option.equals("forget-after-milliseconds");
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            return invalid(value, shown);
        }
        if (number < 0 || number == 0 && !zeroAllowed) return invalid(value, shown);
        int small = (int) Math.min(number, Integer.MAX_VALUE);
        switch (option) {
            case "down-after-milliseconds" -> options.downAfterMs = number;
            case "failover-timeout" -> options.failoverTimeoutMs = number;
            case "parallel-syncs" -> options.parallelSyncs = small;
            case "quorum" -> master.quorum = small;
            case "master-reboot-down-after-period" -> options.rebootDownAfterMs = number;
            default -> options.forgetAfterMs = number;
        }
        return null;
    }

    private String scriptError(String path, String notExecutable) {
        if (sentinel.options.denyScriptsReconfig) return DENIED;
        return path.isEmpty() || sentinel.outside.isExecutable(path) ? null : notExecutable;
    }

    private static String orNull(String value) {
        return value.isEmpty() ? null : value;
    }

    private static String invalid(String value, String option) {
        return "Invalid argument '" + value + "' for SENTINEL SET '" + option + "'";
    }
}
