package io.jadis.store.rdb;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListBuilder;
import io.jadis.store.list.ListCursor;
import io.jadis.store.list.ListValues;
import io.jadis.store.list.NodeWalk;
import io.jadis.store.memory.Allocator;
import java.io.IOException;

/**
 * Lists: node by node, or in files before version 10 element by element.
 *
 * <pre>
 *   LIST                count | element …
 *   LIST_QUICKLIST_2    count | container | node …       container: 1 the node is an element, 2 it is a listpack
 *   LIST_QUICKLIST      count | ziplist …
 *   LIST_ZIPLIST        ziplist
 * </pre>
 */
final class ListCodec implements ValueCodec {
    static final int PLAIN = 1, PACKED = 2;
    private static final int ELEMENT_BYTES_MIN = 1, NODE_BYTES_MIN = 2;
    /** What a node counts as when a value is written in pieces. */
    private static final int ELEMENTS_PER_NODE = 64;

    private final Allocator allocator;
    private final ListValues lists;
    private final ListBuilder builder;
    private final NodeWalk nodes;
    private final Ziplist ziplist = new Ziplist();
    /** The list that is written element by element, and how many of its elements are; 0 if it is written by nodes. */
    private long elementsOf, elementsWritten;
    /** Room for the decimal of an element that is a number. */
    private final long decimal;

    ListCodec(Allocator allocator, ListValues lists) {
        this.allocator = allocator;
        this.lists = lists;
        builder = lists.builder();
        nodes = lists.nodeWalk();
        decimal = allocator.allocate(Decimal.LENGTH_MAX);
    }

    @Override
    public void close() {
        allocator.free(decimal);
    }

    // ---- writing

    @Override
    public int typeCode(long record, int version) {
        return version >= RdbFormat.LISTPACKS_SINCE ? RdbFormat.LIST_QUICKLIST_2 : RdbFormat.LIST;
    }

    @Override
    public boolean begin(long record, RdbOutput out, int version, int effort) {
        if (typeCode(record, version) == RdbFormat.LIST) {
            elementsOf = record;
            elementsWritten = 0;
            out.length(ListValues.length(record));
        } else {
            elementsOf = 0;
            out.length(nodes.open(record));
        }
        return more(out, effort);
    }

    @Override
    public boolean more(RdbOutput out, int effort) {
        if (elementsOf != 0) return moreElements(out, effort);
        // A node has many elements.
        for (int i = 0; i == 0 || i < effort / ELEMENTS_PER_NODE; i++) {
            if (!nodes.next()) return true;
            out.length(nodes.isPlain() ? PLAIN : PACKED);
            if (nodes.isCompressed()) {
                out.compressedString(nodes.compressedAddress(), nodes.compressedBytes(), nodes.bytes());
            } else {
                out.string(nodes.address(), nodes.bytes());
            }
        }
        return false;
    }

    private boolean moreElements(RdbOutput out, int effort) {
        ListCursor cursor = lists.cursor();
        if (!cursor.seek(elementsOf, elementsWritten)) return true;
        for (int i = 0; i < effort; i++) {
            if (cursor.isInteger()) out.number(cursor.integer());
            else out.string(cursor.address(), cursor.length());
            elementsWritten++;
            if (!cursor.next()) return true;
        }
        return false;
    }

    // ---- reading

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        builder.begin();
        into.setCollection(RecordType.LIST, builder.encoding(), builder.root());
        try {
            switch (typeCode) {
                case RdbFormat.LIST -> readElements(in);
                case RdbFormat.LIST_ZIPLIST -> readZiplist(in);
                default -> readNodes(typeCode, in);
            }
        } catch (IOException e) {
            into.discard();
            throw e;
        }
        if (builder.length() == 0) {
            into.discard();
            return;
        }
        if (typeCode != RdbFormat.LIST_ZIPLIST) builder.finish();
        into.setCollection(RecordType.LIST, builder.encoding(), builder.root());
    }

    private void readElements(RdbInput in) throws IOException {
        long count = in.readCount(ELEMENT_BYTES_MIN);
        for (long i = 0; i < count; i++) {
            in.readString();
            builder.add(in.stringAddress(), in.stringLength());
        }
    }

    private void readZiplist(RdbInput in) throws IOException {
        long block = in.readBlock();
        ziplist.open(block, in.stringLength());
        while (ziplist.next()) {
            if (ziplist.isInteger()) {
                builder.add(decimal, Decimal.write(ziplist.integer(), decimal));
            } else {
                builder.add(ziplist.stringAddress(), ziplist.stringLength());
            }
        }
        boolean valid = ziplist.isWhole();
        allocator.free(block);
        if (!valid) throw RdbException.corrupt("List ziplist integrity check failed.");
    }

    private void readNodes(int typeCode, RdbInput in) throws IOException {
        long count = in.readCount(typeCode == RdbFormat.LIST_QUICKLIST ? ELEMENT_BYTES_MIN : NODE_BYTES_MIN);
        for (long i = 0; i < count; i++) {
            if (typeCode == RdbFormat.LIST_QUICKLIST) {
                readZiplistNode(in);
            } else {
                long container = in.readLength();
                if (container != PLAIN && container != PACKED) {
                    throw RdbException.corrupt("Quicklist integrity check failed.");
                }
                readNode(in, container == PLAIN);
            }
        }
    }

    private void readNode(RdbInput in, boolean plain) throws IOException {
        long block = in.readBlock();
        int bytes = in.stringLength();
        if (plain && bytes > 0) {
            builder.addPlainNode(block, bytes);
        } else if (!plain && ListpackCheck.isWhole(block, bytes)) {
            addNode(block);
        } else {
            allocator.free(block);
            throw RdbException.corrupt(plain ? "Quicklist integrity check failed." : "Listpack integrity check failed.");
        }
    }

    private void readZiplistNode(RdbInput in) throws IOException {
        long block = in.readBlock();
        ziplist.open(block, in.stringLength());
        long listpack = OldForms.toListpack(allocator, ziplist);
        boolean valid = ziplist.isWhole();
        allocator.free(block);
        if (!valid) {
            allocator.free(listpack);
            throw RdbException.corrupt("Ziplist integrity check failed.");
        }
        addNode(listpack);
    }

    /** Empty nodes are left out; a list of nothing else is none. */
    private void addNode(long listpack) {
        if (Listpack.count(listpack) == 0) allocator.free(listpack);
        else builder.addNode(listpack);
    }
}
