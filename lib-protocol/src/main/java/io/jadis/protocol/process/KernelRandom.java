package io.jadis.protocol.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Secrets, names and seeds straight from the kernel. SecureRandom has its bits from there, too, but the providers that it
 * looks for take longer to load than the rest of what needs them.
 */
public final class KernelRandom {
    private static final String DEVICE = "/dev/urandom";

    private KernelRandom() {}

    /** @throws IllegalStateException if the system has no such device, or keeps it from this process */
    public static byte[] bytes(int count) {
        try (FileInputStream kernel = new FileInputStream(DEVICE)) {
            return kernel.readNBytes(count);
        } catch (IOException e) {
            throw new IllegalStateException(DEVICE + " cannot be read", e);
        }
    }

    /** As {@link #bytes}. */
    public static long nextLong() {
        return ByteBuffer.wrap(bytes(Long.BYTES)).getLong();
    }
}
