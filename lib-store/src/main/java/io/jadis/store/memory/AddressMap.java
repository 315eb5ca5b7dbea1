package io.jadis.store.memory;

/**
 * What is known of some blocks, by their addresses: a small map on the heap that allocates only when it grows.
 * Addresses are not read.
 */
public final class AddressMap<T> {
    private static final int CAPACITY_MIN = 8;

    private long[] addresses = new long[CAPACITY_MIN];
    private Object[] values = new Object[CAPACITY_MIN];
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** Null if there is nothing. */
    @SuppressWarnings("unchecked")
    public T get(long address) {
        return (T) values[slotOf(address)];
    }

    /** Puts what is not null. */
    public void put(long address, T value) {
        int slot = slotOf(address);
        if (values[slot] == null) {
            if (2 * ++size > values.length) {
                grow();
                slot = slotOf(address);
            }
        }
        addresses[slot] = address;
        values[slot] = value;
    }

    public void remove(long address) {
        int hole = slotOf(address);
        if (values[hole] == null) return;
        size--;
        // What follows without a gap and would not be found any more moves into the hole.
        int mask = values.length - 1;
        for (int at = hole + 1 & mask; values[at] != null; at = at + 1 & mask) {
            int home = home(addresses[at]);
            if ((at - home & mask) < (at - hole & mask)) continue;
            addresses[hole] = addresses[at];
            values[hole] = values[at];
            hole = at;
        }
        values[hole] = null;
    }

    private int slotOf(long address) {
        int mask = values.length - 1;
        int at = home(address);
        while (values[at] != null && addresses[at] != address) at = at + 1 & mask;
        return at;
    }

    private int home(long address) {
        return (int) (address * 0x9E37_79B9_7F4A_7C15L >>> 33) & values.length - 1;
    }

    private void grow() {
        long[] oldAddresses = addresses;
        Object[] oldValues = values;
        addresses = new long[2 * oldValues.length];
        values = new Object[2 * oldValues.length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] == null) continue;
            int slot = slotOf(oldAddresses[i]);
            addresses[slot] = oldAddresses[i];
            values[slot] = oldValues[i];
        }
    }
}
