package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is seen on a machine with one processor is that nobody is bound to anything. */
@EnabledOnOs(OS.LINUX)
class ApartThreadsTest {
    private static int tests;

    /** The system may still know that of the test before. */
    private final String name = "serving" + tests++;
    private final ExecutorService serving =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    private final List<Thread> started = new ArrayList<>();
    private final ApartThreads threads = new ApartThreads(this::start, name);

    private void start(Runnable task) {
        started.add(Thread.ofPlatform().start(task));
    }

    @AfterEach
    void end() {
        serving.close();
    }

    @Test
    void ofTwoProcessorsTheServingThreadHasOneAndTheTaskAndTheCompilersHaveTheOther() throws Exception {
        BitSet two = bindServingTo(2);
        List<BitSet> seen = new ArrayList<>();
        run(() -> {
            seen.add(processorsOfServing());
            seen.add(own());
            seen.addAll(processorsOf("C1 CompilerThre"));
            seen.addAll(processorsOf("C2 CompilerThre"));
        });

        BitSet first = seen.removeFirst(), rest = (BitSet) two.clone();
        assertEquals(1, first.cardinality());
        if (two.cardinality() == 2) rest.andNot(first);
        for (BitSet processors : seen) assertEquals(rest, processors);
    }

    @Test
    void whenTheLastTaskHasEndedAllAreWhereTheyWere() throws Exception {
        BitSet two = bindServingTo(2), usual = own();
        Set<BitSet> compilers = processorsOf("C2 CompilerThre");
        Thread[] offspring = new Thread[1];
        Object ended = new Object();
        run(() -> run(() -> offspring[0] = onServing(() -> waitingFor(ended))));

        assertEquals(two, processorsOfServing());
        assertEquals(compilers, processorsOf("C2 CompilerThre"));
        assertEquals(usual, own());
        assertEquals(Set.of(two), processorsOf("offspring"));
        offspring[0].interrupt();
        offspring[0].join();
    }

    @Test
    void aServingThreadThatIsBoundToOneProcessorLeavesTheOthersAlone() throws Exception {
        BitSet one = bindServingTo(1), usual = own();
        run(() -> {
            assertEquals(one, processorsOfServing());
            assertEquals(usual, own());
        });
        assertEquals(one, processorsOfServing());
    }

    @Test
    void anotherThreadThatIsBoundToOneProcessorStaysThere() throws Exception {
        bindServingTo(2);
        Thread bound = onServing(() -> {
            BitSet processors = own(), one = new BitSet();
            one.set(processors.nextSetBit(0));
            Posix.bind(Posix.CALLING_THREAD, one);
            Thread offspring = waitingFor(new Object());
            Posix.bind(Posix.CALLING_THREAD, processors);
            return offspring;
        });
        Set<BitSet> one = processorsOf("offspring");
        run(() -> { });
        assertEquals(1, one.iterator().next().cardinality());
        assertEquals(one, processorsOf("offspring"));
        bound.interrupt();
        bound.join();
    }

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    /** Runs the check as a task, and returns when its thread has ended. */
    private void run(Check check) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        int index = started.size();
        threads.execute(() -> {
            try {
                check.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        started.get(index).join();
        assertEquals(List.of(), failures);
    }

    private BitSet bindServingTo(int count) throws Exception {
        return onServing(() -> {
            BitSet processors = own();
            while (processors.cardinality() > count) processors.clear(processors.length() - 1);
            Posix.bind(Posix.CALLING_THREAD, processors);
            return processors;
        });
    }

    private <T> T onServing(Callable<T> call) throws Exception {
        return serving.submit(call).get();
    }

    /** Returns when the thread runs: it has its name by then. */
    private static Thread waitingFor(Object event) throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("offspring").start(() -> {
            runs.countDown();
            synchronized (event) {
                try {
                    event.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        runs.await();
        return thread;
    }

    private static BitSet own() throws Exception {
        return Posix.processors(Posix.CALLING_THREAD);
    }

    private BitSet processorsOfServing() throws Exception {
        return processorsOf(name).iterator().next();
    }

    private static Set<BitSet> processorsOf(String name) throws Exception {
        Set<BitSet> all = new HashSet<>();
        for (SystemThread thread : SystemThread.all().filter(thread -> thread.name().equals(name)).toList()) {
            all.add(thread.processors());
        }
        return all;
    }
}
