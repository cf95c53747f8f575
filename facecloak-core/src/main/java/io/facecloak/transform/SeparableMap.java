package io.facecloak.transform;

/** A linear map of every plane X to {@code R X Cᵀ}, with the sparse matrices R over rows and C over columns, both S×S. */
final class SeparableMap implements LinearMap {

    private final Bands rows;
    private final Bands columns;

    SeparableMap(Bands rows, Bands columns) {
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public float[] apply(float[] picture) {
        Lines along = columns.times(Lines.columns(picture, columns.size()));
        return rows.times(along.transposed()).fromRows();
    }

    @Override
    public float[] adjoint(float[] gradient) {
        Lines down = rows.transposed().times(Lines.rows(gradient, rows.size()));
        return columns.transposed().times(down.transposed()).fromColumns();
    }
}
