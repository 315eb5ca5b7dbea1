package io.jadis.store.set;

import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;

/**
 * Builds a set that has no key yet, member by member or from its compact form: what is loaded. One set at a time, which
 * is the caller's afterwards: {@link #encoding} and {@link #root}, or {@link #discard}.
 */
public final class SetBuilder {
    private final SetParts parts;
    private final MemberSet set;

    SetBuilder(SetParts parts) {
        this.parts = parts;
        set = new MemberSet(parts);
    }

    /** Begins an empty set that will have so many members. */
    public void begin(long members) {
        if (members > parts.intsetEntriesMax()) set.createTable(members);
        else set.createIntset();
    }

    /** Whether the member was not there. */
    public boolean add(long address, long length) {
        return set.add(address, length);
    }

    /** Makes a block with an intset the set. */
    public void adoptIntset(long intset) {
        set.of(Encoding.INTSET, intset).expect(Intset.count(intset));
    }

    /**
     * Makes a block with a listpack the set; one that is too long becomes a table, and the block is freed.
     *
     * @return false if that has shown members to be there twice, of which the table has one
     */
    public boolean adoptListpack(long listpack) {
        return set.of(Encoding.LISTPACK, listpack).expect(Listpack.count(listpack));
    }

    public int encoding() {
        return set.encoding();
    }

    public long root() {
        return set.root();
    }

    public void discard() {
        set.free();
    }
}
