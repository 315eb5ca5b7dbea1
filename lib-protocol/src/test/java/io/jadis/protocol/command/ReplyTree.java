package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A reply sink that builds the tree a client would see. */
final class ReplyTree implements ReplySink {
    /** {@code kind} is the type's byte on the wire. A map holds keys and values in turn. */
    record Aggregate(char kind, List<Object> elements) {}

    record Status(String text) {}

    record Failure(String text) {}

    private final int protocol;
    private final List<Object> top = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();

    private record Open(List<Object> elements, int count) {}

    /** @param protocol 2 or 3 */
    ReplyTree(int protocol) {
        this.protocol = protocol;
    }

    /** The reply: there must be exactly one, and complete. */
    Object reply() {
        if (!open.isEmpty()) throw new AssertionError("unfinished: " + top);
        if (top.size() != 1) throw new AssertionError("replies: " + top);
        return top.getFirst();
    }

    @Override
    public void array(int elementCount) {
        begin('*', elementCount);
    }

    @Override
    public void map(int pairCount) {
        begin(protocol == 2 ? '*' : '%', pairCount * 2);
    }

    @Override
    public void set(int elementCount) {
        begin(protocol == 2 ? '*' : '~', elementCount);
    }

    @Override
    public void bulk(String text) {
        add(text);
    }

    @Override
    public void bulk(long address, long length) {
        add(new String(Memory.toArray(address, length), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void status(String text) {
        add(new Status(text));
    }

    @Override
    public void integer(long value) {
        add(value);
    }

    @Override
    public void nullValue() {
        add(null);
    }

    @Override
    public void error(String codeAndMessage) {
        add(new Failure(codeAndMessage));
    }

    private void begin(char kind, int count) {
        List<Object> elements = new ArrayList<>(count);
        add(new Aggregate(kind, elements));
        open.push(new Open(elements, count));
        closeFull();
    }

    private void add(Object element) {
        if (open.isEmpty()) top.add(element);
        else open.peek().elements.add(element);
        if (!(element instanceof Aggregate)) closeFull();
    }

    private void closeFull() {
        while (!open.isEmpty() && open.peek().elements.size() == open.peek().count) open.pop();
    }
}
