package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandbyThreadsTest {
    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final StandbyThreads threads = new StandbyThreads(task -> {
        Thread thread = Thread.ofPlatform().daemon().unstarted(task);
        made.add(thread);
        return thread;
    });

    @Test
    void oneThreadIsThereBeforeItIsNeededAndTakesTheFirstTask() throws Exception {
        assertEquals(1, made.size());
        // Until it waits for work another one would be made.
        while (made.getFirst().getState() != Thread.State.WAITING) Thread.sleep(1);

        FutureTask<Thread> task = new FutureTask<>(Thread::currentThread);
        threads.execute(task);

        assertEquals(made.getFirst(), task.get(10, TimeUnit.SECONDS));
        assertEquals(1, made.size());
    }

    @Test
    void noTaskWaitsForAnother() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        FutureTask<Integer> one = new FutureTask<>(() -> both.await(10, TimeUnit.SECONDS));
        FutureTask<Integer> other = new FutureTask<>(() -> both.await(10, TimeUnit.SECONDS));
        threads.execute(one);
        threads.execute(other);

        assertEquals(Set.of(0, 1), Set.of(one.get(), other.get()));
    }
}
