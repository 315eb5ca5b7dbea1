package io.jadis.server.execution;

import java.util.Arrays;

/** The waiters that don't wait for ever, the earliest deadline first: a binary heap in which each knows its place. */
final class Deadlines {
    private Waiter[] heap = new Waiter[16];
    private int size;

    int size() {
        return size;
    }

    /** The waiter whose deadline comes first, or null. */
    Waiter first() {
        return size == 0 ? null : heap[0];
    }

    void add(Waiter waiter) {
        if (size == heap.length) heap = Arrays.copyOf(heap, 2 * size);
        up(size++, waiter);
    }

    void remove(Waiter waiter) {
        int index = waiter.deadlineIndex;
        assert heap[index] == waiter;
        waiter.deadlineIndex = -1;
        Waiter moved = heap[--size];
        heap[size] = null;
        if (moved == waiter) return;
        if (index > 0 && isBefore(moved, heap[index - 1 >> 1])) up(index, moved);
        else down(index, moved);
    }

    private void up(int index, Waiter waiter) {
        while (index > 0 && isBefore(waiter, heap[index - 1 >> 1])) {
            put(index, heap[index - 1 >> 1]);
            index = index - 1 >> 1;
        }
        put(index, waiter);
    }

    private void down(int index, Waiter waiter) {
        for (int child; (child = 2 * index + 1) < size; index = child) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) child++;
            if (!isBefore(heap[child], waiter)) break;
            put(index, heap[child]);
        }
        put(index, waiter);
    }

    private void put(int index, Waiter waiter) {
        heap[index] = waiter;
        waiter.deadlineIndex = index;
    }

    /** Of one millisecond, who came earlier goes earlier: clients are numbered in that order well enough. */
    private static boolean isBefore(Waiter a, Waiter b) {
        return a.deadlineMs < b.deadlineMs || a.deadlineMs == b.deadlineMs && a.client.id() < b.client.id();
    }
}
