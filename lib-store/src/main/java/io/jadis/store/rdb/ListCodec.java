package io.jadis.store.rdb;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListBuilder;
import io.jadis.store.list.ListValues;
import io.jadis.store.list.NodeSweep;
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

    private final Allocator allocator;
    private final ListValues lists;
    private final ListBuilder builder;
    private ListWriter spare;
    private final Ziplist ziplist = new Ziplist();
    /** Room for the decimal of an element that is a number. */
    private final long decimal;

    ListCodec(Allocator allocator, ListValues lists) {
        this.allocator = allocator;
        this.lists = lists;
        builder = lists.builder();
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
    public ValueWriter begin(long record, RdbOutput out, int version) {
        boolean byElement = typeCode(record, version) == RdbFormat.LIST;
        ListWriter writer = spare == null ? new ListWriter() : spare;
        spare = null;
        writer.open(record, out, byElement);
        if (writer.count > 1) return writer;
        writer.more(1);
        writer.close();
        return null;
    }

    private final class ListWriter extends ValueWriter {
        private final NodeSweep nodes = lists.sweep();
        private boolean byElement;
        private int count;

        void open(long record, RdbOutput out, boolean byElement) {
            redirect(out);
            this.byElement = byElement;
            count = nodes.open(record);
            out.length(byElement ? ListValues.length(record) : count);
        }

        @Override
        boolean more(int effort) {
            for (int spent = 0; spent < effort; spent += effortOf(nodes.bytes())) {
                if (!nodes.next()) return true;
                if (!byElement) writeNode();
                else if (nodes.isPlain()) out.string(nodes.address(), nodes.bytes());
                else writeElements(nodes.address());
            }
            return false;
        }

        private void writeNode() {
            out.length(nodes.isPlain() ? PLAIN : PACKED);
            if (nodes.isCompressed()) {
                out.compressedString(nodes.compressedAddress(), nodes.compressedBytes(), nodes.bytes());
            } else {
                out.string(nodes.address(), nodes.bytes());
            }
        }

        private void writeElements(long listpack) {
            for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
                if (Listpack.isInteger(at)) out.number(Listpack.integer(at));
                else out.string(Listpack.stringAddress(at), Listpack.stringLength(at));
            }
        }

        @Override
        void watch() {
            nodes.watch();
        }

        @Override
        void close() {
            nodes.close();
            spare = this;
        }

        @Override
        long footprintBytes() {
            return nodes.footprintBytes();
        }
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
        long bytes = in.stringLength();
        if (plain && bytes > 0) {
            builder.addPlainNode(block, bytes);
        } else if (!plain && ListpackCheck.isWhole(block, bytes)) {
            addNode(block);
        } else {
            allocator.free(block);
            throw RdbException.corrupt(plain ? "Quicklist integrity check failed."
                    : "Listpack integrity check failed.");
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
