package io.jadis.store.geo;

/** Distances on the earth taken as a sphere, by the haversine formula, in the order of operations that Redis has. */
public final class Sphere {
    static final double RADIUS_METERS = 6372797.560856;

    private static final double RADIANS_PER_DEGREE = Math.PI / 180.0;

    private Sphere() {}

    static double radians(double degrees) {
        return degrees * RADIANS_PER_DEGREE;
    }

    static double degrees(double radians) {
        return radians / RADIANS_PER_DEGREE;
    }

    /** Meters between two points. */
    public static double distance(double longitude1, double latitude1, double longitude2, double latitude2) {
        double v = Trigonometry.sin((radians(longitude2) - radians(longitude1)) / 2);
        if (v == 0) return latitudeDistance(latitude1, latitude2);
        double south = radians(latitude1), north = radians(latitude2);
        double u = Trigonometry.sin((north - south) / 2);
        double a = u * u + Trigonometry.cos(south) * Trigonometry.cos(north) * v * v;
        return 2.0 * RADIUS_METERS * Trigonometry.asin(Math.sqrt(a));
    }

    /** Meters between two points of one longitude. */
    static double latitudeDistance(double latitude1, double latitude2) {
        return RADIUS_METERS * Math.abs(radians(latitude2) - radians(latitude1));
    }
}
