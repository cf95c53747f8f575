package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;

/** Nothing of what was changed in a photo is left in its file, because its format is so coarse; the message names it and the remedy. */
public final class LostChangeException extends PhotoFormatException {

    private static final long serialVersionUID = 1;

    public LostChangeException(String name) {
        super(name
                + " is stored so coarsely that its copy shows no change, and would not be protected; save it in a better"
                + " quality or as PNG, or take another copy of the photo");
    }
}
