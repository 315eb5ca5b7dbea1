package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;
import static io.jadis.protocol.config.KeyspaceEvents.ZSET;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.geo.GeoMatches;
import io.jadis.store.geo.GeoValues;
import io.jadis.store.geo.Geohash;
import io.jadis.store.geo.SearchArea;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.sortedset.SortedSetBuilder;
import io.jadis.store.sortedset.SortedSetValues;

/** GEOSEARCH and GEOSEARCHSTORE, and the older GEORADIUS commands, which differ in how the area is given. */
public final class GeoSearches {
    private static final ErrorReply NO_MEMBER = ErrorReply.of("ERR could not decode requested zset member");
    private static final ErrorReply NO_RADIUS = ErrorReply.of("ERR need numeric radius");
    private static final ErrorReply NO_WIDTH = ErrorReply.of("ERR need numeric width");
    private static final ErrorReply NO_HEIGHT = ErrorReply.of("ERR need numeric height");
    private static final ErrorReply NEGATIVE_RADIUS = ErrorReply.of("ERR radius cannot be negative");
    private static final ErrorReply NEGATIVE_SIDE = ErrorReply.of("ERR height or width cannot be negative");
    private static final ErrorReply COUNT_TOO_LOW = ErrorReply.of("ERR COUNT must be > 0");
    private static final ErrorReply ANY_WITHOUT_COUNT = ErrorReply.of("ERR the ANY argument requires COUNT argument");

    /** Where the centre and the radius stand. */
    private enum Form {
        RADIUS, RADIUS_BY_MEMBER, SEARCH, SEARCH_STORE;

        boolean isRadius() {
            return this == RADIUS || this == RADIUS_BY_MEMBER;
        }
    }

    private enum Sort { NONE, NEAREST, FARTHEST }

    private final SortedSetValues sortedSets;
    private final GeoValues geo;
    private final Scratch scratch;
    private final GeoArgument argument = new GeoArgument();
    private final SearchArea area = new SearchArea();

    // What the arguments of the call at hand say.
    private Form form;
    private boolean mayStore;
    private long record;
    private double unitMeters;
    private boolean withDistance, withHash, withPoint, any, fromMember, fromPoint, byRadius, byBox, storesDistances;
    private Sort sort;
    private long count;

    /** The argument that names the key to store in, or 0. */
    private int target;

    public GeoSearches(SortedSetValues sortedSets, GeoValues geo, Scratch scratch) {
        this.sortedSets = sortedSets;
        this.geo = geo;
        this.scratch = scratch;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("georadius", call -> search(call, Form.RADIUS, true));
        handlers.bind("georadius_ro", call -> search(call, Form.RADIUS, false));
        handlers.bind("georadiusbymember", call -> search(call, Form.RADIUS_BY_MEMBER, true));
        handlers.bind("georadiusbymember_ro", call -> search(call, Form.RADIUS_BY_MEMBER, false));
        handlers.bind("geosearch", call -> search(call, Form.SEARCH, false));
        handlers.bind("geosearchstore", call -> search(call, Form.SEARCH_STORE, true));
    }

    /**
     * GEORADIUS key longitude latitude radius unit [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]
     * [STORE key | STOREDIST key], GEORADIUSBYMEMBER key member radius unit …, GEOSEARCH key FROMMEMBER member |
     * FROMLONLAT longitude latitude BYRADIUS radius unit | BYBOX width height unit …, GEOSEARCHSTORE destination source
     * … [STOREDIST]
     */
    private void search(Call call, Form form, boolean mayStore) {
        this.form = form;
        this.mayStore = mayStore;
        record = call.findRead(form == Form.SEARCH_STORE ? 2 : 1, RecordType.SORTED_SET);
        if (record == Call.WRONG_TYPE) return;
        if (!readFixed(call) || !readOptions(call) || !makesSense(call)) return;
        if (record == 0) {
            if (target != 0) store(call, null, 0);
            else call.reply().array(0);
            return;
        }
        GeoMatches matches = geo.search(record, area, any ? count : 0);
        long wanted = count == 0 ? matches.count() : Math.min(count, matches.count());
        // The first ones are no choice without an order, unless any will do.
        if (sort == Sort.NONE && count != 0 && !any) sort = Sort.NEAREST;
        if (sort != Sort.NONE && wanted > 0) matches.sort(wanted, sort == Sort.FARTHEST);
        if (target != 0) store(call, matches, wanted);
        else reply(call, matches, wanted);
        matches.clear();
    }

    // ---- arguments

    /** What stands in front of the options. */
    private boolean readFixed(Call call) {
        withDistance = withHash = withPoint = any = fromMember = fromPoint = byRadius = byBox = storesDistances = false;
        sort = Sort.NONE;
        count = 0;
        target = form == Form.SEARCH_STORE ? 1 : 0;
        return switch (form) {
            case RADIUS -> readCentre(call, 2) && readRadius(call, 4);
            // Without a key nobody knows the member, and the radius isn't looked at.
            case RADIUS_BY_MEMBER -> record == 0 || readMember(call, 2) && readRadius(call, 3);
            case SEARCH, SEARCH_STORE -> true;
        };
    }

    private int firstOption() {
        return switch (form) {
            case RADIUS -> 6;
            case RADIUS_BY_MEMBER -> 5;
            case SEARCH -> 2;
            case SEARCH_STORE -> 3;
        };
    }

    private boolean readOptions(Call call) {
        for (int i = firstOption(); i < call.count(); i++) {
            int behind = call.count() - i - 1;
            if (call.is(i, "WITHDIST")) withDistance = true;
            else if (call.is(i, "WITHHASH")) withHash = true;
            else if (call.is(i, "WITHCOORD")) withPoint = true;
            else if (call.is(i, "ANY")) any = true;
            else if (call.is(i, "ASC")) sort = Sort.NEAREST;
            else if (call.is(i, "DESC")) sort = Sort.FARTHEST;
            else if (call.is(i, "COUNT") && behind >= 1) {
                if (!readCount(call, ++i)) return false;
            } else if (form.isRadius() && mayStore && behind >= 1 && (call.is(i, "STORE") || call.is(i, "STOREDIST"))) {
                storesDistances = call.is(i, "STOREDIST");
                target = ++i;
            } else if (form == Form.SEARCH_STORE && call.is(i, "STOREDIST")) {
                storesDistances = true;
            } else {
                int arguments = form.isRadius() ? 0 : readArea(call, i, behind);
                if (arguments < 0) return false;
                if (arguments == 0) {
                    call.reply().error(Errors.SYNTAX);
                    return false;
                }
                i += arguments;
            }
        }
        return true;
    }

    private boolean readCount(Call call, int index) {
        if (!call.readInteger(index)) return false;
        count = call.integer();
        if (count > 0) return true;
        call.reply().error(COUNT_TOO_LOW);
        return false;
    }

    /** Returns how many arguments the option has, 0 if it is none, -1 with the error sent. */
    private int readArea(Call call, int index, int behind) {
        if (call.is(index, "FROMMEMBER") && behind >= 1 && !fromPoint) {
            fromMember = true;
            return record == 0 || readMember(call, index + 1) ? 1 : -1;
        }
        if (call.is(index, "FROMLONLAT") && behind >= 2 && !fromMember) {
            fromPoint = true;
            return readCentre(call, index + 1) ? 2 : -1;
        }
        if (call.is(index, "BYRADIUS") && behind >= 2 && !byBox) {
            byRadius = true;
            return readRadius(call, index + 1) ? 2 : -1;
        }
        if (call.is(index, "BYBOX") && behind >= 3 && !byRadius) {
            byBox = true;
            return readBox(call, index + 1) ? 3 : -1;
        }
        return 0;
    }

    private boolean readCentre(Call call, int index) {
        if (!argument.readPoint(call, index)) return false;
        area.centre(argument.longitude(), argument.latitude());
        return true;
    }

    private boolean readMember(Call call, int index) {
        if (!sortedSets.find(record, call.address(index), call.length(index))) {
            call.reply().error(NO_MEMBER);
            return false;
        }
        area.centre(Geohash.longitude(sortedSets.score()), Geohash.latitude(sortedSets.score()));
        return true;
    }

    private boolean readRadius(Call call, int index) {
        double radius = GeoArgument.number(call, index, NO_RADIUS);
        if (Double.isNaN(radius)) return false;
        if (radius < 0) {
            call.reply().error(NEGATIVE_RADIUS);
            return false;
        }
        unitMeters = GeoArgument.unitMeters(call, index + 1);
        if (unitMeters == GeoArgument.INVALID) return false;
        area.circle(radius, unitMeters);
        return true;
    }

    private boolean readBox(Call call, int index) {
        double width = GeoArgument.number(call, index, NO_WIDTH);
        if (Double.isNaN(width)) return false;
        double height = GeoArgument.number(call, index + 1, NO_HEIGHT);
        if (Double.isNaN(height)) return false;
        if (width < 0 || height < 0) {
            call.reply().error(NEGATIVE_SIDE);
            return false;
        }
        unitMeters = GeoArgument.unitMeters(call, index + 2);
        if (unitMeters == GeoArgument.INVALID) return false;
        area.box(width, height, unitMeters);
        return true;
    }

    private boolean makesSense(Call call) {
        if (target != 0 && (withDistance || withHash || withPoint)) {
            return refuse(call, (form == Form.SEARCH_STORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS")
                    + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
        }
        if (!form.isRadius() && !fromMember && !fromPoint) {
            return refuse(call, "exactly one of FROMMEMBER or FROMLONLAT can be specified for " + call.shown(0));
        }
        if (!form.isRadius() && !byRadius && !byBox) {
            return refuse(call, "exactly one of BYRADIUS and BYBOX can be specified for " + call.shown(0));
        }
        if (!any || count != 0) return true;
        call.reply().error(ANY_WITHOUT_COUNT);
        return false;
    }

    private static boolean refuse(Call call, String why) {
        call.reply().error("ERR " + why);
        return false;
    }

    // ---- results

    private void reply(Call call, GeoMatches matches, long wanted) {
        ReplyBuffer reply = call.reply();
        int parts = 1 + (withDistance ? 1 : 0) + (withHash ? 1 : 0) + (withPoint ? 1 : 0);
        reply.array(wanted);
        for (long i = 0; i < wanted && !reply.isAbandoned(); i++) {
            if (parts > 1) reply.array(parts);
            reply.bulk(matches.memberAddress(i), matches.memberLength(i));
            if (withDistance) GeoPoints.replyDistance(reply, scratch, matches.distance(i) / unitMeters);
            if (withHash) reply.integer((long) matches.score(i));
            if (withPoint) GeoPoints.replyPoint(reply, matches.score(i));
        }
    }

    private void store(Call call, GeoMatches matches, long wanted) {
        if (wanted == 0) {
            long old = call.findWrite(target);
            if (old != 0) {
                call.database().remove(old, false);
                call.changed(target);
                call.event(GENERIC, "del", target);
            }
        } else {
            SortedSetBuilder builder = sortedSets.build(wanted);
            for (long i = 0; i < wanted; i++) {
                double score = storesDistances ? matches.distance(i) / unitMeters : matches.score(i);
                builder.add(matches.memberAddress(i), matches.memberLength(i), score);
            }
            builder.finish();
            builder.store(call.database(), call.nowMs(), call.address(target), call.length(target));
            call.changed(target, wanted);
            call.event(ZSET, form == Form.SEARCH_STORE ? "geosearchstore" : "georadiusstore", target);
        }
        call.reply().integer(wanted);
    }
}
