package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.packaging.Tree;
import io.jadis.packaging.Tree.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hosts that are network namespaces on a bridge, which lies in one of its own: nothing of it is seen by the machine,
 * and all of it goes with the namespaces. Needs root.
 */
final class Partition implements AutoCloseable {
    private static final String NETWORK = "10.77.0.";

    private final String name = "jadis-" + ProcessHandle.current().pid();
    private final List<String> namespaces = new ArrayList<>();
    private final List<Group.Place> hosts = new ArrayList<>();

    Partition(int hostCount) throws Exception {
        try {
            String hub = add("hub");
            ip("-n", hub, "link", "add", "bridge", "type", "bridge");
            ip("-n", hub, "link", "set", "bridge", "up");
            for (int i = 0; i < hostCount; i++) {
                String host = add("host" + i), address = NETWORK + (i + 1);
                ip("-n", hub, "link", "add", "port" + i, "type", "veth", "peer", "name", "eth0", "netns", host);
                ip("-n", hub, "link", "set", "port" + i, "master", "bridge", "up");
                ip("-n", host, "link", "set", "lo", "up");
                ip("-n", host, "address", "add", address + "/24", "dev", "eth0");
                ip("-n", host, "link", "set", "eth0", "up");
                hosts.add(new Group.Place(List.of("ip", "netns", "exec", host), address));
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private String add(String suffix) throws Exception {
        String namespace = name + "-" + suffix;
        ip("netns", "add", namespace);
        namespaces.add(namespace);
        return namespace;
    }

    Group.Place host(int index) {
        return hosts.get(index);
    }

    /** From now on nothing comes or goes, and nobody is told. */
    void cut(int index) throws Exception {
        ip("-n", name + "-hub", "link", "set", "port" + index, "nomaster");
    }

    void heal(int index) throws Exception {
        ip("-n", name + "-hub", "link", "set", "port" + index, "master", "bridge");
    }

    private static void ip(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        assertEquals(new Outcome(0, "", ""), Tree.run(Map.of(), command), () -> command.toString());
    }

    @Override
    public void close() throws Exception {
        for (String namespace : namespaces) Tree.run(Map.of(), List.of("ip", "netns", "delete", namespace));
    }
}
