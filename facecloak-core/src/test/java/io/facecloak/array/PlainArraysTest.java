package io.facecloak.array;

import io.facecloak.testing.ArrayEngineContract;

class PlainArraysTest extends ArrayEngineContract {

    @Override
    protected ArrayEngine engine() {
        return ArrayEngine.plain();
    }
}
