package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.GEO;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of geospatial indexes. */
final class GeoCommands {
    private GeoCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("GEOADD", -5).since("3.2.0").flags(WRITE, DENYOOM).acl(GEO)
                        .key(1, RW, UPDATE)
                        .summary("Adds members with their coordinates, or moves them.")
                        .complexity("O(log(N)) for each item, N members")
                        .history("6.2.0", "`CH`, `NX`, `XX`")
                        .arguments("""
                                (key key ks=0)
                                (condition oneof opt since=6.2.0 (nx pure-token tok=NX)(xx pure-token tok=XX))
                                (change pure-token tok=CH opt since=6.2.0)
                                (data block multi (longitude double)(latitude double)(member string))"""),
                command("GEODIST", -4).since("3.2.0").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Tells how far apart two members are.")
                        .arguments("""
                                (key key ks=0)(member1 string)(member2 string)
                                (unit oneof opt
                                    (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                    (mi pure-token tok=MI))"""),
                command("GEOHASH", -2).since("3.2.0").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Gives the standard geohash strings of members.")
                        .complexity("O(1) for each member")
                        .arguments("(key key ks=0)(member string opt multi)"),
                command("GEOPOS", -2).since("3.2.0").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Gives the coordinates of members.")
                        .complexity("O(1) for each member")
                        .arguments("(key key ks=0)(member string opt multi)"),
                command("GEORADIUS", -6).since("3.2.0").flags(WRITE, DENYOOM).acl(GEO)
                        .key(1, RO, ACCESS)
                        .keyAfter("STORE", 6, OW, UPDATE)
                        .keyAfter("STOREDIST", 6, OW, UPDATE)
                        .keysFoundBy(KeyProcedure.GEORADIUS)
                        .summary("Finds members within a radius of a point; returns or stores them.")
                        .complexity("O(N+log(M)), N members in the bounding box, M in the index")
                        .deprecated("6.2.0", "`GEOSEARCH` and `GEOSEARCHSTORE` with `BYRADIUS`")
                        .history("6.2.0", "`COUNT n ANY`")
                        .history("7.0.0", "units in upper case")
                        .arguments("""
                                (key key ks=0)(longitude double)(latitude double)(radius double)
                                (unit oneof
                                    (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                    (mi pure-token tok=MI))
                                (withcoord pure-token tok=WITHCOORD opt)(withdist pure-token tok=WITHDIST opt)
                                (withhash pure-token tok=WITHHASH opt)
                                (count-block block opt
                                    (count integer tok=COUNT)(any pure-token tok=ANY opt since=6.2.0))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (store oneof opt
                                    (storekey key tok=STORE ks=1 disp=key)
                                    (storedistkey key tok=STOREDIST ks=2 disp=key))"""),
                command("GEORADIUSBYMEMBER", -5).since("3.2.0").flags(WRITE, DENYOOM).acl(GEO)
                        .key(1, RO, ACCESS)
                        .keyAfter("STORE", 5, OW, UPDATE)
                        .keyAfter("STOREDIST", 5, OW, UPDATE)
                        .keysFoundBy(KeyProcedure.GEORADIUS)
                        .summary("Finds members within a radius of a member; returns or stores them.")
                        .complexity("O(N+log(M)), N members in the bounding box, M in the index")
                        .deprecated("6.2.0", "`GEOSEARCH` and `GEOSEARCHSTORE` with `FROMMEMBER` and `BYRADIUS`")
                        .history("7.0.0", "units in upper case")
                        .arguments("""
                                (key key ks=0)(member string)(radius double)
                                (unit oneof
                                    (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                    (mi pure-token tok=MI))
                                (withcoord pure-token tok=WITHCOORD opt)(withdist pure-token tok=WITHDIST opt)
                                (withhash pure-token tok=WITHHASH opt)
                                (count-block block opt (count integer tok=COUNT)(any pure-token tok=ANY opt))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (store oneof opt
                                    (storekey key tok=STORE ks=1 disp=key)
                                    (storedistkey key tok=STOREDIST ks=2 disp=key))"""),
                command("GEORADIUSBYMEMBER_RO", -5).since("3.2.10").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Finds members within a radius of a member.")
                        .complexity("O(N+log(M)), N members in the bounding box, M in the index")
                        .deprecated("6.2.0", "`GEOSEARCH` with `FROMMEMBER` and `BYRADIUS`")
                        .arguments("""
                                (key key ks=0)(member string)(radius double)
                                (unit oneof
                                    (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                    (mi pure-token tok=MI))
                                (withcoord pure-token tok=WITHCOORD opt)(withdist pure-token tok=WITHDIST opt)
                                (withhash pure-token tok=WITHHASH opt)
                                (count-block block opt (count integer tok=COUNT)(any pure-token tok=ANY opt))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))"""),
                command("GEORADIUS_RO", -6).since("3.2.10").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Finds members within a radius of a point.")
                        .complexity("O(N+log(M)), N members in the bounding box, M in the index")
                        .deprecated("6.2.0", "`GEOSEARCH` with `BYRADIUS`")
                        .history("6.2.0", "`COUNT n ANY`")
                        .arguments("""
                                (key key ks=0)(longitude double)(latitude double)(radius double)
                                (unit oneof
                                    (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                    (mi pure-token tok=MI))
                                (withcoord pure-token tok=WITHCOORD opt)(withdist pure-token tok=WITHDIST opt)
                                (withhash pure-token tok=WITHHASH opt)
                                (count-block block opt
                                    (count integer tok=COUNT)(any pure-token tok=ANY opt since=6.2.0))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))"""),
                command("GEOSEARCH", -7).since("6.2.0").flags(READONLY).acl(GEO)
                        .key(1, RO, ACCESS)
                        .summary("Finds members inside a circle or a box.")
                        .complexity("O(N+log(M)), N members in the grid cells around the shape, M inside it")
                        .history("7.0.0", "units in upper case")
                        .arguments("""
                                (key key ks=0)
                                (from oneof
                                    (member string tok=FROMMEMBER)
                                    (fromlonlat block tok=FROMLONLAT (longitude double)(latitude double)))
                                (by oneof
                                    (circle block
                                        (radius double tok=BYRADIUS)
                                        (unit oneof
                                            (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                            (mi pure-token tok=MI)))
                                    (box block
                                        (width double tok=BYBOX)(height double)
                                        (unit oneof
                                            (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                            (mi pure-token tok=MI))))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (count-block block opt (count integer tok=COUNT)(any pure-token tok=ANY opt))
                                (withcoord pure-token tok=WITHCOORD opt)(withdist pure-token tok=WITHDIST opt)
                                (withhash pure-token tok=WITHHASH opt)"""),
                command("GEOSEARCHSTORE", -8).since("6.2.0").flags(WRITE, DENYOOM).acl(GEO)
                        .key(1, OW, UPDATE)
                        .key(2, RO, ACCESS)
                        .summary("Finds members inside a circle or a box and stores them.")
                        .complexity("O(N+log(M)), N members in the grid cells around the shape, M inside it")
                        .history("7.0.0", "units in upper case")
                        .arguments("""
                                (destination key ks=0)(source key ks=1)
                                (from oneof
                                    (member string tok=FROMMEMBER)
                                    (fromlonlat block tok=FROMLONLAT (longitude double)(latitude double)))
                                (by oneof
                                    (circle block
                                        (radius double tok=BYRADIUS)
                                        (unit oneof
                                            (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                            (mi pure-token tok=MI)))
                                    (box block
                                        (width double tok=BYBOX)(height double)
                                        (unit oneof
                                            (m pure-token tok=M)(km pure-token tok=KM)(ft pure-token tok=FT)
                                            (mi pure-token tok=MI))))
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (count-block block opt (count integer tok=COUNT)(any pure-token tok=ANY opt))
                                (storedist pure-token tok=STOREDIST opt)"""));
    }
}
