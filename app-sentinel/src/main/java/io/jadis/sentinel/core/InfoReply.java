package io.jadis.sentinel.core;

import java.util.ArrayList;
import java.util.List;

/** What a Sentinel reads in the INFO of a data node. Fields that are missing are null, or as the text says. */
final class InfoReply {
    /** {@code slave0:ip=…,port=…} */
    record ReplicaLine(String host, int port) {}

    private static final int RUN_ID_CHARS = 40;

    String runId;
    DataNode.Role role;
    final List<ReplicaLine> replicas = new ArrayList<>();
    /** 0 if the link is up. */
    long masterLinkDownMs;
    String masterHost;
    Integer masterPort, priority, announced;
    Boolean masterLinkUp;
    boolean masterSyncs;
    Long offset;

    private InfoReply() {}

    static InfoReply parse(String text) {
        InfoReply reply = new InfoReply();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) reply.take(line.substring(0, colon), line.substring(colon + 1));
        }
        return reply;
    }

    private void take(String field, String value) {
        switch (field) {
            case "run_id" -> {
                if (value.length() >= RUN_ID_CHARS) runId = value.substring(0, RUN_ID_CHARS);
            }
            case "role" -> {
                if (value.startsWith("master")) role = DataNode.Role.MASTER;
                else if (value.startsWith("slave")) role = DataNode.Role.REPLICA;
            }
            case "master_link_down_since_seconds" -> masterLinkDownMs = number(value) * 1000;
            case "master_host" -> masterHost = value;
            case "master_port" -> masterPort = (int) number(value);
            case "master_link_status" -> masterLinkUp = value.equalsIgnoreCase("up");
            case "master_sync_in_progress" -> masterSyncs = value.equals("1");
            case "slave_priority" -> priority = (int) number(value);
            case "slave_repl_offset" -> offset = number(value);
            case "replica_announced" -> announced = (int) number(value);
            default -> {
                if (field.startsWith("slave") && field.length() > 5
                        && Character.isDigit(field.charAt(5))) replica(value);
            }
        }
    }

    /** Before Redis 2.8 it was {@code slave0:ip,port,state}. */
    private void replica(String value) {
        String host = null, port = null;
        String[] parts = value.split(",");
        if (value.contains("ip=")) {
            for (String part : parts) {
                if (part.startsWith("ip=")) host = part.substring(3);
                else if (part.startsWith("port=")) port = part.substring(5);
            }
        } else if (parts.length >= 3) {
            host = parts[0];
            port = parts[1];
        }
        if (host != null && port != null) replicas.add(new ReplicaLine(host, (int) number(port)));
    }

    /** As C's atoll: what isn't a number is 0. */
    private static long number(String text) {
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || end == 0 && text.charAt(0) == '-')) end++;
        try {
            return Long.parseLong(text.substring(0, end));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
