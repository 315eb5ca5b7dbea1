package io.jadis.store.geo;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions. Distances become scores (STOREDIST), which are to be Redis's to the last bit, and Java's
 * own functions round one sine in 500 and one arc sine in 17 the other way.
 */
final class Trigonometry {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SIN = bind("sin"), COS = bind("cos"), ASIN = bind("asin");

    private Trigonometry() {}

    private static MethodHandle bind(String name) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE), Linker.Option.critical(false));
    }

    static double sin(double x) {
        try {
            return (double) SIN.invokeExact(x);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static double cos(double x) {
        try {
            return (double) COS.invokeExact(x);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static double asin(double x) {
        try {
            return (double) ASIN.invokeExact(x);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
