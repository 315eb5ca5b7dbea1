package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.ZSET;

import io.jadis.protocol.number.FixedPoint;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.geo.Geohash;
import io.jadis.store.geo.Sphere;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.sortedset.AddOutcome;
import io.jadis.store.sortedset.SortedSetValues;

/** GEOADD, GEOPOS, GEODIST and GEOHASH; searches are in {@link GeoSearches}. */
public final class GeoPoints {
    /** Objects of the ZADD that goes out. */
    private static final long PROPAGATED_POINT_BYTES = 250;

    private final SortedSetValues sortedSets;
    private final Scratch scratch;
    private final GeoArgument argument = new GeoArgument();

    public GeoPoints(SortedSetValues sortedSets, Scratch scratch) {
        this.sortedSets = sortedSets;
        this.scratch = scratch;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("geoadd", this::geoadd);
        handlers.bind("geopos", this::geopos);
        handlers.bind("geodist", this::geodist);
        handlers.bind("geohash", this::geohash);
    }

    /** GEOADD key [NX | XX] [CH] longitude latitude member [longitude latitude member …] */
    private void geoadd(Call call) {
        int options = 0, first = 2;
        boolean countsChanges = false;
        for (; first < call.count(); first++) {
            if (call.is(first, "NX")) options |= SortedSetValues.NX;
            else if (call.is(first, "XX")) options |= SortedSetValues.XX;
            else if (call.is(first, "CH")) countsChanges = true;
            else break;
        }
        int points = (call.count() - first) / 3;
        boolean contradiction = options == (SortedSetValues.NX | SortedSetValues.XX);
        if (points == 0 || (call.count() - first) % 3 != 0 || contradiction) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        for (int i = 0; i < points; i++) {
            if (!argument.readPoint(call, first + 3 * i)) return;
        }
        if (call.propagates()) call.takeHeap(PROPAGATED_POINT_BYTES * points);
        long record = call.findWrite(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0) {
            if ((options & SortedSetValues.XX) != 0) {
                call.reply().integer(0);
                return;
            }
            record = sortedSets.create(call.database(), call.nowMs(), call.address(1), call.length(1), points,
                    call.length(first + 2));
        } else if (points > 1) {
            sortedSets.expect(call.database(), record, points);
        }
        int added = 0, updated = 0;
        for (int i = 0; i < points; i++) {
            argument.readPoint(call, first + 3 * i);
            int member = first + 3 * i + 2;
            long score = Geohash.score(argument.longitude(), argument.latitude());
            AddOutcome outcome =
                    sortedSets.add(call.database(), record, call.address(member), call.length(member), score, options);
            if (outcome == AddOutcome.ADDED) added++;
            else if (outcome == AddOutcome.UPDATED) updated++;
        }
        call.reply().integer(countsChanges ? added + updated : added);
        if (added + updated == 0) return;
        call.changed(1, added + updated);
        call.event(ZSET, "zadd", 1);
        if (call.propagates()) propagateScores(call, first, points);
    }

    /** Replicas and the AOF get a ZADD, as from Redis. */
    private void propagateScores(Call call, int first, int points) {
        Object[] parts = new Object[2 + 2 * points];
        parts[0] = "zadd";
        parts[1] = call.arguments(1, first);
        for (int i = 0; i < points; i++) {
            argument.readPoint(call, first + 3 * i);
            parts[2 + 2 * i] = Geohash.score(argument.longitude(), argument.latitude());
            parts[2 + 2 * i + 1] = call.argument(first + 3 * i + 2);
        }
        call.propagateAs(parts);
    }

    /** GEOPOS key [member [member …]] */
    private void geopos(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            if (find(call, record, i)) replyPoint(call.reply(), sortedSets.score());
            else call.reply().nilArray();
        }
    }

    static void replyPoint(ReplyBuffer reply, double score) {
        reply.array(2);
        reply.decimalNumber(Geohash.longitude(score));
        reply.decimalNumber(Geohash.latitude(score));
    }

    private boolean find(Call call, long record, int member) {
        return record != 0 && sortedSets.find(record, call.address(member), call.length(member));
    }

    /** GEODIST key member1 member2 [M | KM | FT | MI] */
    private void geodist(Call call) {
        double unitMeters = call.count() == 5 ? GeoArgument.unitMeters(call, 4) : 1;
        if (unitMeters == GeoArgument.INVALID) return;
        if (call.count() > 5) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (!find(call, record, 2)) {
            call.reply().nil();
            return;
        }
        double first = sortedSets.score();
        if (!find(call, record, 3)) {
            call.reply().nil();
            return;
        }
        double second = sortedSets.score();
        double meters = Sphere.distance(Geohash.longitude(first), Geohash.latitude(first), Geohash.longitude(second),
                Geohash.latitude(second));
        replyDistance(call.reply(), scratch, meters / unitMeters);
    }

    static void replyDistance(ReplyBuffer reply, Scratch scratch, double distance) {
        long text = scratch.room(FixedPoint.LENGTH_MAX);
        reply.bulk(text, FixedPoint.writeDistance(distance, text));
    }

    /** GEOHASH key [member [member …]] */
    private void geohash(Call call) {
        long record = call.findRead(1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            if (find(call, record, i)) call.reply().bulk(Geohash.letters(sortedSets.score()));
            else call.reply().nil();
        }
    }
}
