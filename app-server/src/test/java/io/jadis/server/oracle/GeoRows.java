package io.jadis.server.oracle;

import static io.jadis.server.oracle.Grammar.all;
import static io.jadis.server.oracle.Grammar.any;
import static io.jadis.server.oracle.Grammar.anyWord;
import static io.jadis.server.oracle.Grammar.of;
import static io.jadis.server.oracle.Grammar.row;
import static io.jadis.server.oracle.Grammar.some;
import static io.jadis.server.oracle.Grammar.times;
import static io.jadis.server.oracle.Grammar.word;
import static io.jadis.server.oracle.Values.FLOAT;
import static io.jadis.server.oracle.Values.INTEGER;
import static io.jadis.server.oracle.Values.KEY;
import static io.jadis.server.oracle.Values.VALUE;

import io.jadis.server.oracle.Grammar.Row;
import java.util.List;

/** Commands on places. */
final class GeoRows {
    /** Two places are never as far from a third: then their order would be left to chance. */
    private static final Grammar LONGITUDE =
            any(decimal(-180, 180), decimal(-180, 180), decimal(10, 20), decimal(10, 20));
    private static final Grammar LATITUDE = any(decimal(-86, 86), decimal(-85, 85), decimal(35, 45), decimal(35, 45));
    private static final Grammar POINT =
            any(all(LONGITUDE, LATITUDE), all(LONGITUDE, LATITUDE), all(LONGITUDE, LATITUDE),
            all(LONGITUDE, LATITUDE), all(LONGITUDE, LATITUDE), all(LONGITUDE, FLOAT));
    private static final Grammar MEMBER =
            any(of("m1", "m2", "m3", "m4", "m5", "m6", "7", "8"), of("m1", "m2", "m3"), VALUE);
    private static final Grammar UNIT = any(of("m", "km", "mi", "ft"), of("km", "KM", "M", "x"));
    private static final Grammar LENGTH = any(decimal(0, 3_000), decimal(0, 30_000), of("0", "1", "100"), FLOAT);
    private static final Grammar CENTRE = any(all(word("FROMMEMBER"), MEMBER), all(word("FROMLONLAT"), POINT));
    private static final Grammar SHAPE =
            any(all(word("BYRADIUS"), LENGTH, UNIT), all(word("BYBOX"), LENGTH, LENGTH, UNIT));
    private static final Grammar COUNT = all(word("COUNT"), any(of("1", "2", "3", "5", "100"), INTEGER));
    private static final Grammar RESULT = some(word("ASC"), word("DESC"), word("WITHCOORD"), word("WITHDIST"),
            word("WITHHASH"), COUNT, all(COUNT, word("ANY")), word("asc"));
    private static final Grammar STORE =
            some(all(anyWord("STORE", "STOREDIST"), KEY), word("ASC"), word("DESC"), COUNT);

    static final List<Row> GEO = List.of(
            row(20, "GEOADD", KEY, some(word("NX"), word("XX"), word("CH")), times(1, 6, all(POINT, MEMBER))),
            row(5, "GEOPOS", KEY, times(0, 3, MEMBER)),
            row(6, "GEODIST", KEY, MEMBER, MEMBER, some(UNIT)),
            row(5, "GEOHASH", KEY, times(0, 3, MEMBER)),
            row(16, "GEOSEARCH", KEY, CENTRE, SHAPE, RESULT),
            row(2, "GEOSEARCH", KEY, some(CENTRE), some(SHAPE), RESULT),
            row(8, "GEOSEARCHSTORE", KEY, KEY, CENTRE, SHAPE,
            some(word("STOREDIST"), word("ASC"), word("DESC"), COUNT)),
            row(5, "GEORADIUS", KEY, POINT, LENGTH, UNIT, RESULT),
            row(3, "GEORADIUS", KEY, POINT, LENGTH, UNIT, STORE),
            row(3, "GEORADIUS_RO", KEY, POINT, LENGTH, UNIT, RESULT),
            row(5, "GEORADIUSBYMEMBER", KEY, MEMBER, LENGTH, UNIT, RESULT),
            row(3, "GEORADIUSBYMEMBER", KEY, MEMBER, LENGTH, UNIT, STORE),
            row(3, "GEORADIUSBYMEMBER_RO", KEY, MEMBER, LENGTH, UNIT, RESULT),
            row(3, "ZRANGE", KEY, of("0"), of("-1"), word("WITHSCORES")),
            row(2, "ZREM", KEY, MEMBER));

    private GeoRows() {}

    private static Grammar decimal(double min, double max) {
        return (random, words) -> words.add(Grammar.bytes(String.valueOf(random.nextDouble(min, max))));
    }
}
