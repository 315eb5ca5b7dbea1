package io.jadis.server;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Execution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Hears what follows from commands. An event reads {@code del k}, in another database than 0 {@code 1:del k}; a
 * propagated command {@code DEL k}, or {@code 1:DEL k}.
 */
public final class Recorder {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> propagated = Collections.synchronizedList(new ArrayList<>());

    private Recorder() {}

    /** Listens to a server, which must have been started with notify-keyspace-events {@code EAnm} for its events. */
    public static Recorder of(TestServer testServer) {
        Recorder recorder = new Recorder();
        Server server = testServer.server();
        server.executor().submit(() -> recorder.listen(server.execution())).syncUninterruptibly();
        return recorder;
    }

    private void listen(Execution execution) {
        Changes changes = execution.changes();
        changes.eventChannel((channel, message) -> {
            String name = text(channel);
            int database = Integer.parseInt(name.substring(name.indexOf('@') + 1, name.indexOf("__:")));
            events.add(prefix(database) + name.substring(name.indexOf(':') + 1) + " " + text(message));
        });
        execution.propagation().addSink((database, command) -> 
                propagated.add((database == null ? "" : prefix(database.index())) + words(command)));
    }

    private static String prefix(int database) {
        return database == 0 ? "" : database + ":";
    }

    private static String words(Arguments command) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < command.count(); i++) words.add(text(Memory.toArray(command.address(i),
                command.length(i))));
        return String.join(" ", words);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The events since the last call. */
    public List<String> events() {
        return take(events);
    }

    /** The commands for the AOF and replicas since the last call. */
    public List<String> propagated() {
        return take(propagated);
    }

    private static List<String> take(List<String> list) {
        synchronized (list) {
            List<String> taken = List.copyOf(list);
            list.clear();
            return taken;
        }
    }
}
