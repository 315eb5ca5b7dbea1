package io.jadis.protocol.process;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Runs tasks that take all the processor they get, for seconds, apart from the thread that serves clients. On two
 * processors that thread stays where it is meanwhile, and the tasks and the JVM's compilers are on the other one: what
 * the system makes of three busy threads has each of them wait for a tick of 4 ms now and then. With more processors
 * there is room, with one there is no choice, and who has bound the serving thread knows better: all three are left
 * to the system.
 */
public final class ApartThreads implements Executor {
    private static final Predicate<String> COMPILER = name -> name.startsWith("C1 Comp") || name.startsWith("C2 Comp");
    private static final int PROCESSORS = 2;

    private final Executor threads;
    private final String serving;

    private int runningCount;
    /** The serving thread's processors while it is bound to one of them; else null. */
    private BitSet all;
    /** The one where the tasks are to be. */
    private BitSet rest;
    /** What the threads that there were then were bound to, by their ids: some by hand. */
    private final Map<Integer, BitSet> before = new HashMap<>();

    /**
     * @param threads runs each task on a thread of its own
     * @param serving how the name of the thread that serves clients begins
     */
    public ApartThreads(Executor threads, String serving) {
        this.threads = threads;
        this.serving = serving;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> {
            part();
            try {
                task.run();
            } finally {
                join();
            }
        });
    }

    private synchronized void part() {
        try {
            if (runningCount++ == 0) divide();
            if (all != null) Posix.bind(Posix.CALLING_THREAD, rest);
        } catch (IOException e) {
            // A sandbox forbids it: the threads share what there is.
        }
    }

    private void divide() throws IOException {
        List<SystemThread> present = SystemThread.all().toList();
        Optional<SystemThread> served = present.stream().filter(thread -> thread.name().startsWith(serving)).findFirst();
        if (served.isEmpty()) return;
        BitSet processors = served.get().processors();
        if (processors.cardinality() != PROCESSORS) return;
        BitSet own = new BitSet();
        own.set(served.get().processor());
        rest = (BitSet) processors.clone();
        rest.andNot(own);
        present.forEach(this::remember);
        all = processors;
        served.get().bindTo(own);
        for (SystemThread thread : present) {
            if (COMPILER.test(thread.name())) thread.bindTo(rest);
        }
    }

    private void remember(SystemThread thread) {
        try {
            before.put(thread.id(), thread.processors());
        } catch (IOException e) {
            // It has just ended.
        }
    }

    /** A thread that was started meanwhile is bound as the one that started it. */
    private synchronized void join() {
        if (--runningCount > 0 || all == null) return;
        SystemThread.all().forEach(thread -> {
            try {
                if (thread.processors().cardinality() < PROCESSORS) {
                    thread.bindTo(before.getOrDefault(thread.id(), all));
                }
            } catch (IOException e) {
                // It has just ended, or its processors were taken away.
            }
        });
        before.clear();
        all = null;
    }
}
