package io.jadis.server.command;

import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.number.FixedPoint;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.store.geo.Geohash;

/** Coordinates, lengths and units as clients give them. */
final class GeoArgument {
    /** Answers of {@link #length} and {@link #unit}, with the error sent. */
    static final double INVALID = -1;

    private static final ErrorReply UNKNOWN_UNIT =
            ErrorReply.of("ERR unsupported unit provided. please use M, KM, FT, MI");

    private double longitude, latitude;

    /** Reads a longitude and, from the next argument, a latitude. Where they are none, sends the error. */
    boolean readPoint(Call call, int index) {
        longitude = DoubleText.parse(call.address(index), call.length(index));
        latitude = DoubleText.parse(call.address(index + 1), call.length(index + 1));
        if (Double.isNaN(longitude) || Double.isNaN(latitude)) {
            call.reply().error(Errors.NOT_A_FLOAT);
            return false;
        }
        if (Geohash.isInRange(longitude, latitude)) return true;
        call.reply().error("ERR invalid longitude,latitude pair " + FixedPoint.text(longitude) + ","
                + FixedPoint.text(latitude));
        return false;
    }

    double longitude() {
        return longitude;
    }

    double latitude() {
        return latitude;
    }

    /** A number, negative ones included, or NaN with the error sent. */
    static double number(Call call, int index, ErrorReply error) {
        double number = DoubleText.parse(call.address(index), call.length(index));
        if (Double.isNaN(number)) call.reply().error(error);
        return number;
    }

    /** How many meters a unit has, or {@link #INVALID}. */
    static double unitMeters(Call call, int index) {
        if (call.is(index, "M")) return 1;
        if (call.is(index, "KM")) return 1000;
        if (call.is(index, "FT")) return 0.3048;
        if (call.is(index, "MI")) return 1609.34;
        call.reply().error(UNKNOWN_UNIT);
        return INVALID;
    }
}
