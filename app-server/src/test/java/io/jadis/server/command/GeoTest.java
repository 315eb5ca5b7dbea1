package io.jadis.server.command;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GeoTest extends CommandTest {
    private static final String PALERMO = "13.361389 38.115556 Palermo", CATANIA = "15.087269 37.502669 Catania";

    @BeforeEach
    void sicily() throws IOException {
        given("GEOADD s " + PALERMO + " " + CATANIA);
    }

    @Test
    void pointsAreAddedAsScores() throws IOException {
        assertReply("['Palermo', '3479099956230698', 'Catania', '3479447370796909']", "ZRANGE s 0 -1 WITHSCORES");
        assertReply(":0", "GEOADD s " + PALERMO);
        assertReply(":1", "GEOADD s CH 13.4 38.1 Palermo");
        assertReply(":0", "GEOADD s NX 1 1 Palermo");
        assertReply(":0", "GEOADD s XX CH 1 1 elsewhere");
        assertReply(":0", "GEOADD missing XX 1 1 a");
        assertReply("-ERR syntax error", "GEOADD s NX XX 1 1 a");
        assertReply("-ERR syntax error", "GEOADD s 1 1 a 1");
        assertReply("-ERR syntax error", "GEOADD s CH CH NX");
        assertReply("-ERR value is not a valid float", "GEOADD s x 1 a");
        assertReply("-ERR invalid longitude,latitude pair 200.000000,1.500000", "GEOADD s 1 1 a 200 1.5 b");
        assertReply(":2", "ZCARD s");
    }

    @Test
    void goesOutAsZadd() throws IOException {
        run("GEOADD s CH " + PALERMO + " 1 2 new");
        assertEvents("zadd s");
        assertPropagated("zadd s CH 3479099956230698 Palermo 3378080408407459 new");
    }

    @Test
    void pointsDistancesAndLettersOfMembers() throws IOException {
        assertReply("[['13.36138933897018433', '38.11555639549629859'], nil*]", "GEOPOS s Palermo none");
        assertReply("[nil*]", "GEOPOS missing a");
        assertReply("['sqc8b49rny0', 'sqdtr74hyu0', nil]", "GEOHASH s Palermo Catania none");
        assertReply("[]", "GEOHASH s");
        assertReply("'166274.1516'", "GEODIST s Palermo Catania");
        assertReply("'166.2742'", "GEODIST s Palermo Catania KM");
        assertReply("'103.3182'", "GEODIST s Palermo Catania mi");
        assertReply("'0.0000'", "GEODIST s Palermo Palermo");
        assertReply("nil", "GEODIST s Palermo none");
        assertReply("nil", "GEODIST missing a b");
        assertReply("-ERR unsupported unit provided. please use M, KM, FT, MI", "GEODIST missing a b x");
        assertReply("-ERR syntax error", "GEODIST s a b m x");
    }

    @Test
    void searchesByRadiusAndBox() throws IOException {
        given("GEOADD s 12.758489 38.788135 edge1 17.241510 38.788135 edge2");
        assertReply("['Catania', 'Palermo']", "GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 200 km ASC");
        assertReply("[['Catania', '56.4413', :3479447370796909, ['15.08726745843887329', '37.50266842333162032']], "
                + "['Palermo', '190.4424', :3479099956230698, ['13.36138933897018433', '38.11555639549629859']], "
                + "['edge2', '279.7403', :3481342659049484, ['17.24151045083999634', '38.78813451624225195']], "
                + "['edge1', '279.7405', :3479273021651468, ['12.7584877610206604', '38.78813451624225195']]]",
                "GEOSEARCH s FROMLONLAT 15 37 BYBOX 400 400 km ASC WITHCOORD WITHDIST WITHHASH");
        assertReply("['edge1', 'edge2']", "GEOSEARCH s FROMLONLAT 15 37 BYBOX 400 400 km DESC COUNT 2");
        assertReply("['Palermo']", "GEOSEARCH s FROMMEMBER Palermo BYRADIUS 10 m");
        assertReply("['Palermo', 'edge1']", "GEORADIUSBYMEMBER s Palermo 100 km ASC");
        assertReply("['Catania']", "GEORADIUS_RO s 15 37 200 km COUNT 1");
        assertReply("[]", "GEOSEARCH missing FROMMEMBER x BYRADIUS 10 m");
        assertReply("[]", "GEORADIUSBYMEMBER missing x 10 m");
    }

    @Test
    void storesWhatItFinds() throws IOException {
        assertReply(":2", "GEOSEARCHSTORE to s FROMLONLAT 15 37 BYRADIUS 200 km");
        assertReply("['Palermo', '3479099956230698', 'Catania', '3479447370796909']", "ZRANGE to 0 -1 WITHSCORES");
        assertReply(":1", "GEOSEARCHSTORE to s FROMLONLAT 15 37 BYRADIUS 200 km COUNT 1 STOREDIST");
        assertReply("['Catania', '56.4412578701582']", "ZRANGE to 0 -1 WITHSCORES");
        forget();
        assertReply(":2", "GEORADIUS s 15 37 200 km STORE to");
        assertEvents("georadiusstore to");
        assertPropagated("GEORADIUS s 15 37 200 km STORE to");
        assertReply(":0", "GEORADIUSBYMEMBER missing m 10 km STOREDIST to");
        assertEvents("keymiss missing", "del to");
        assertReply(":2", "GEOSEARCHSTORE s s FROMLONLAT 15 37 BYRADIUS 200 km");
        assertReply(":0", "GEOSEARCHSTORE s s FROMLONLAT 100 37 BYRADIUS 2 km");
        assertReply(":0", "EXISTS s");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        assertReply("-ERR could not decode requested zset member", "GEOSEARCH s FROMMEMBER none BYRADIUS 1 m");
        assertReply("-ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for geosearch",
                "geosearch s BYRADIUS 1 m ASC DESC");
        assertReply("-ERR exactly one of BYRADIUS and BYBOX can be specified for GEOSEARCH",
                "GEOSEARCH s FROMLONLAT 1 1 ASC DESC");
        assertReply("-ERR syntax error", "GEOSEARCH s FROMLONLAT 1 1 FROMMEMBER a BYRADIUS 1 m");
        assertReply("-ERR syntax error", "GEOSEARCH s FROMLONLAT 1 1 BYRADIUS 1 m STORE to");
        assertReply("-ERR syntax error", "GEORADIUS_RO s 1 1 1 m STORE to");
        assertReply("-ERR need numeric radius", "GEOSEARCH s FROMLONLAT 1 1 BYRADIUS x m");
        assertReply("-ERR radius cannot be negative", "GEORADIUS s 1 1 -1 m");
        assertReply("-ERR need numeric width", "GEOSEARCH s FROMLONLAT 1 1 BYBOX x 1 m");
        assertReply("-ERR need numeric height", "GEOSEARCH s FROMLONLAT 1 1 BYBOX 1 x m");
        assertReply("-ERR height or width cannot be negative", "GEOSEARCH s FROMLONLAT 1 1 BYBOX 1 -1 m");
        assertReply("-ERR COUNT must be > 0", "GEORADIUS s 1 1 1 m COUNT 0");
        assertReply("-ERR the ANY argument requires COUNT argument", "GEORADIUS s 1 1 1 m ANY");
        assertReply("-ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options",
                "GEORADIUS s 1 1 1 m STORE to WITHDIST");
        assertReply("-ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options",
                "GEOSEARCHSTORE to s FROMLONLAT 1 1 BYRADIUS 1 m WITHCOORD");
        given("SET text x");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "GEOPOS text a");
    }

    @Test
    void coordinatesAreDoublesInResp3() throws IOException {
        run("HELLO 3");
        assertReply("[[,13.36138933897018433, ,38.11555639549629859], _]", "GEOPOS s Palermo none");
        assertReply("'166274.1516'", "GEODIST s Palermo Catania");
        run("HELLO 2");
    }
}
