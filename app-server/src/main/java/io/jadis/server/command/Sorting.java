package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.LIST;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListCursor;
import io.jadis.store.list.ListValues;
import io.jadis.store.set.SetValues;
import io.jadis.store.sort.SortOrder;
import io.jadis.store.sort.SortVector;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/** SORT and SORT_RO. */
public final class Sorting {
    private static final ErrorReply NOT_A_NUMBER =
            ErrorReply.of("ERR One or more scores can't be converted into double");
    /** A list that is built is a quicklist until it is known to be short. */
    private static final long ANY_BYTES = Integer.MAX_VALUE;

    private final Keyspace keyspace;
    private final Config config;
    private final ListValues lists;
    private final SetValues sets;
    private final SortedSetValues sortedSets;
    private final HashValues hashes;

    public Sorting(Keyspace keyspace, Config config, ListValues lists, SetValues sets, SortedSetValues sortedSets,
            HashValues hashes) {
        this.keyspace = keyspace;
        this.config = config;
        this.lists = lists;
        this.sets = sets;
        this.sortedSets = sortedSets;
        this.hashes = hashes;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("sort", call -> sort(call, false));
        handlers.bind("sort_ro", call -> sort(call, true));
    }

    /** SORT key [BY pattern] [LIMIT offset count] [GET pattern …] [ASC | DESC] [ALPHA] [STORE destination] */
    private void sort(Call call, boolean readOnly) {
        SortRequest request = SortRequest.read(call, config, readOnly);
        if (request == null) return;
        long record = call.findRead(1);
        if (record != 0 && !isSortable(record)) {
            call.reply().error(Errors.WRONG_TYPE);
            return;
        }
        boolean isSet = record != 0 && Record.type(record) == RecordType.SET;
        if (request.isUnsorted() && request.stores() && isSet) request.sortAnyway();
        try (SortVector elements = new SortVector(keyspace.allocator());
                FoundValue found = new FoundValue(call, keyspace, hashes)) {
            long size = record == 0 ? 0 : size(record);
            long start = request.start(size), end = request.end(size);
            if (request.isUnsorted() && !isSet) {
                // In the order that it has: then what is wanted can be had alone.
                if (start < end) loadRange(record, start, end, request.isDescending(), elements);
                end -= start;
                start = 0;
            } else {
                if (record != 0) loadAll(record, elements);
                if (!request.isUnsorted() && !sort(request, elements, found)) {
                    call.reply().error(NOT_A_NUMBER);
                    return;
                }
            }
            if (request.stores()) store(call, request, elements, start, end, found);
            else reply(call, request, elements, start, end, found);
        }
    }

    private static boolean isSortable(long record) {
        return switch (Record.type(record)) {
            case RecordType.LIST, RecordType.SET, RecordType.SORTED_SET -> true;
            default -> false;
        };
    }

    // ---- the elements

    private long size(long record) {
        return switch (Record.type(record)) {
            case RecordType.LIST -> ListValues.length(record);
            case RecordType.SET -> sets.size(record);
            default -> SortedSetValues.size(record);
        };
    }

    private void loadAll(long record, SortVector into) {
        switch (Record.type(record)) {
            case RecordType.LIST -> lists.forEach(record, into::add);
            case RecordType.SET -> sets.forEach(record, into::add);
            default -> {
                SortedSetCursor cursor = sortedSets.open(record);
                while (cursor.next()) into.add(cursor.address(), cursor.length());
            }
        }
    }

    /** Some elements of what has an order, counted from its end where that is reversed. */
    private void loadRange(long record, long start, long end, boolean descending, SortVector into) {
        if (Record.type(record) == RecordType.LIST) {
            ListCursor cursor = lists.cursor();
            cursor.seek(record, descending ? -start - 1 : start);
            for (long i = start; i < end; i++) {
                lists.hold();
                into.add(lists.heldAddress(), lists.heldLength());
                if (descending) cursor.previous();
                else cursor.next();
            }
            return;
        }
        long rank = descending ? SortedSetValues.size(record) - start - 1 : start;
        SortedSetCursor cursor = sortedSets.open(record, rank, descending);
        for (long i = start; i < end && cursor.next(); i++) into.add(cursor.address(), cursor.length());
    }

    // ---- sorting

    /** Returns false if one of the numbers to sort by is none. */
    private static boolean sort(SortRequest request, SortVector elements, FoundValue found) {
        if (request.isAlphabetic()) {
            if (request.by() != null) weighByText(request.by(), elements, found);
            elements.sort(alphabeticOrder(request), request.isDescending());
            return true;
        }
        if (!weighByNumber(request.by(), elements, found)) return false;
        elements.sort(SortOrder.NUMERIC, request.isDescending());
        return true;
    }

    /** What is stored must not depend on a locale; what is only replied would, were there another than C. */
    private static SortOrder alphabeticOrder(SortRequest request) {
        if (request.by() == null) return request.stores() ? SortOrder.BYTES : SortOrder.TEXT;
        return request.stores() ? SortOrder.BY_BYTES : SortOrder.BY_TEXT;
    }

    private static void weighByText(ValuePattern by, SortVector elements, FoundValue found) {
        for (long i = 0; i < elements.size(); i++) {
            if (found.find(by, elements.address(i), elements.length(i))) {
                elements.setText(i, found.address(), found.length());
            }
            found.done();
        }
    }

    private static boolean weighByNumber(ValuePattern by, SortVector elements, FoundValue found) {
        boolean allNumbers = true;
        for (long i = 0; i < elements.size(); i++) {
            double number = 0;
            if (by == null) {
                number = SortNumber.parse(elements.address(i), elements.length(i));
            } else {
                if (found.find(by, elements.address(i), elements.length(i))) number = found.number();
                found.done();
            }
            elements.setNumber(i, number);
            allNumbers &= !Double.isNaN(number);
        }
        return allNumbers;
    }

    // ---- the outcome

    private static void reply(Call call, SortRequest request, SortVector elements, long start, long end,
            FoundValue found) {
        call.reply().array((end - start) * Math.max(1, request.gets().size()));
        for (long i = start; i < end; i++) {
            if (request.gets().isEmpty()) call.reply().bulk(elements.address(i), elements.length(i));
            for (ValuePattern get : request.gets()) {
                if (found.find(get, elements.address(i), elements.length(i))) {
                    call.reply().bulk(found.address(), found.length());
                } else {
                    call.reply().nil();
                }
                found.done();
            }
        }
    }

    private void store(Call call, SortRequest request, SortVector elements, long start, long end, FoundValue found) {
        int key = request.storeIndex();
        long stored = (end - start) * Math.max(1, request.gets().size());
        if (stored == 0) delete(call, key);
        else if (request.gets().isEmpty()) storeList(call, key, elements, start, end);
        else storeFetched(call, request, elements, start, end, found);
        call.reply().integer(stored);
    }

    /** All is fetched before the list takes the place of what may have been fetched from. */
    private void storeFetched(Call call, SortRequest request, SortVector elements, long start, long end,
            FoundValue found) {
        try (SortVector fetched = new SortVector(keyspace.allocator())) {
            for (long i = start; i < end; i++) {
                for (ValuePattern get : request.gets()) {
                    boolean there = found.find(get, elements.address(i), elements.length(i));
                    fetched.add(there ? found.address() : 0, there ? found.length() : 0);
                    found.done();
                }
            }
            storeList(call, request.storeIndex(), fetched, 0, fetched.size());
        }
    }

    private void storeList(Call call, int key, SortVector values, long start, long end) {
        long record = lists.createOver(call.database(), call.nowMs(), call.address(key), call.length(key), 0);
        lists.grow(call.database(), record, ANY_BYTES, 0);
        for (long i = start; i < end; i++) {
            lists.push(call.database(), record, false, values.address(i), values.length(i));
        }
        lists.settle(call.database(), record);
        call.changed(key, end - start);
        call.event(LIST, "sortstore", key);
    }

    private void delete(Call call, int key) {
        long old = call.findWrite(key);
        if (old == 0) return;
        call.database().remove(old, config.get(Directives.LAZYFREE_LAZY_SERVER_DEL));
        call.changed(key);
        call.event(GENERIC, "del", key);
    }
}
