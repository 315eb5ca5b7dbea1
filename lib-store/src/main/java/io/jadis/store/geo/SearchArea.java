package io.jadis.store.geo;

/**
 * What a search looks for: the points within a radius of a centre, or within a box around it. {@link #cover} chooses
 * the cells, the centre's and its neighbours, outside of which no such point is; their sizes and their order are
 * Redis's, which decides what COUNT ANY finds. Reused from search to search.
 */
public final class SearchArea {
    private static final double MERCATOR_MAX_METERS = 20037726.37;
    private static final int CELLS_MAX = 9;

    private double longitude, latitude;
    private boolean box;
    /** Of a circle the radius, of a box the half width and height. */
    private double widthMeters, heightMeters;
    private double cornerMeters;

    private final long[] cells = new long[CELLS_MAX];
    private int cellCount;
    private int step;
    private double distance;

    public void centre(double longitude, double latitude) {
        this.longitude = longitude;
        this.latitude = latitude;
    }

    /** Lengths are in a unit of so many meters. */
    public void circle(double radius, double unitMeters) {
        box = false;
        widthMeters = heightMeters = cornerMeters = radius * unitMeters;
    }

    /** Lengths are in a unit of so many meters. */
    public void box(double width, double height, double unitMeters) {
        box = true;
        widthMeters = unitMeters * (width / 2);
        heightMeters = unitMeters * (height / 2);
        cornerMeters = Math.sqrt((width / 2) * (width / 2) + (height / 2) * (height / 2)) * unitMeters;
    }

    // ---- single points

    /** Whether a point is inside; then {@link #distance} is that from the centre. */
    boolean holds(double pointLongitude, double pointLatitude) {
        if (box) {
            if (Sphere.latitudeDistance(pointLatitude, latitude) > heightMeters) return false;
            if (Sphere.distance(pointLongitude, pointLatitude, longitude, pointLatitude) > widthMeters) return false;
        }
        distance = Sphere.distance(longitude, latitude, pointLongitude, pointLatitude);
        return box || !(distance > widthMeters);
    }

    /** In meters. */
    double distance() {
        return distance;
    }

    // ---- cells

    int cellCount() {
        return cellCount;
    }

    /** The lowest score of a cell. */
    long scoreFrom(int index) {
        return cells[index] << 2 * (Geohash.STEP_MAX - step);
    }

    /** The score above the highest of a cell. */
    long scoreTo(int index) {
        return cells[index] + 1 << 2 * (Geohash.STEP_MAX - step);
    }

    void cover() {
        double up = Sphere.degrees(heightMeters / Sphere.RADIUS_METERS);
        // Parallels are shorter towards the poles: the widest in degrees is the one that is nearer to a pole.
        double widest = latitude < 0 ? latitude - up : latitude + up;
        double across = Sphere.degrees(widthMeters / Sphere.RADIUS_METERS / Trigonometry.cos(Sphere.radians(widest)));
        double west = longitude - across, east = longitude + across, south = latitude - up, north = latitude + up;

        step = stepFor(cornerMeters, latitude);
        if (step > 1 && !neighboursReach(west, east, south, north)) step--;
        addCells(west, east, south, north);
    }

    /** The step whose cells are so large that the neighbours of one mostly cover what is so near. */
    private static int stepFor(double meters, double latitude) {
        if (meters == 0) return Geohash.STEP_MAX;
        int step = 1;
        for (double covered = meters; covered < MERCATOR_MAX_METERS; covered *= 2) step++;
        step -= 2;
        double fromEquator = Math.abs(latitude);
        if (fromEquator > 66) step--;
        if (fromEquator > 80) step--;
        return Math.clamp(step, 1, Geohash.STEP_MAX);
    }

    private boolean neighboursReach(double west, double east, double south, double north) {
        long cell = Geohash.cell(longitude, latitude, step);
        return !(Geohash.north(Geohash.moveNorth(cell, step, 1), step) < north
                || Geohash.south(Geohash.moveNorth(cell, step, -1), step) > south
                || Geohash.east(Geohash.moveEast(cell, step, 1), step) < east
                || Geohash.west(Geohash.moveEast(cell, step, -1), step) > west);
    }

    /** The centre's cell and its neighbours, without those that lie beyond an edge which the cell itself reaches. */
    private void addCells(double west, double east, double south, double north) {
        long cell = Geohash.cell(longitude, latitude, step);
        boolean all = step < 2;
        boolean toNorth = all || !(Geohash.north(cell, step) > north), toSouth = all
                || !(Geohash.south(cell, step) < south);
        boolean toEast = all || !(Geohash.east(cell, step) > east), toWest = all || !(Geohash.west(cell, step) < west);
        cellCount = 0;
        cells[cellCount++] = cell;
        if (toNorth) add(cell, 0, 1);
        if (toSouth) add(cell, 0, -1);
        if (toEast) add(cell, 1, 0);
        if (toWest) add(cell, -1, 0);
        if (toNorth && toEast) add(cell, 1, 1);
        if (toNorth && toWest) add(cell, -1, 1);
        if (toSouth && toEast) add(cell, 1, -1);
        if (toSouth && toWest) add(cell, -1, -1);
    }

    /** In the coarsest grid two neighbours in a row may be the same. */
    private void add(long cell, int columns, int rows) {
        long neighbour = Geohash.moveNorth(Geohash.moveEast(cell, step, columns), step, rows);
        if (cellCount == 1 || neighbour != cells[cellCount - 1]) cells[cellCount++] = neighbour;
    }
}
