package io.jadis.store.memory;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test method an {@link Allocator} of its own, and fails the test if it leaves blocks live:
 * {@code @ExtendWith(CheckedMemory.class)}. Property tests, which jqwik runs, write
 * {@code try (Allocator allocator = new Allocator())} instead.
 */
public final class CheckedMemory implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(CheckedMemory.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Allocator.class;
    }

    @Override
    public Allocator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE).computeIfAbsent(Held.class, _ -> new Held(new Allocator()), Held.class)
                .allocator;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Held held = context.getStore(NAMESPACE).remove(Held.class, Held.class);
        if (held == null) return;
        try {
            held.allocator.close();
        } catch (Error leak) {
            // A test that failed half-way can't free: its own failure is the one to show.
            if (context.getExecutionException().isEmpty()) throw leak;
        }
    }

    /** The store would close an allocator itself, and hide the leak. */
    private record Held(Allocator allocator) {}
}
