package io.jadis.store.set;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.HashTable;

/** What all sets share: who writes each encoding, and the limits between them. */
final class SetParts {
    final Allocator allocator;
    final Intset intsets;
    final Listpack listpacks;
    final Members members;
    final HashTable tables;

    /** Room for the decimal of a number: of one that is an argument, and of one that a conversion moves meanwhile. */
    final long numberText, movedNumberText;

    SetConfig config = SetConfig.DEFAULT;

    SetParts(Allocator allocator) {
        this.allocator = allocator;
        intsets = new Intset(allocator);
        listpacks = new Listpack(allocator);
        members = new Members(allocator);
        tables = new HashTable(allocator, members);
        numberText = allocator.allocate(Decimal.LENGTH_MAX);
        movedNumberText = allocator.allocate(Decimal.LENGTH_MAX);
    }

    void close() {
        allocator.free(numberText);
        allocator.free(movedNumberText);
    }

    /** Longest intset, in members. */
    long intsetEntriesMax() {
        return Math.min(config.intsetEntriesMax(), Intset.COUNT_MAX);
    }
}
