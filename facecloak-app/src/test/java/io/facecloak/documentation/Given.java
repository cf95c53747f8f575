package io.facecloak.documentation;

import io.facecloak.FaceCloak;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** What the documentation's pieces of code take for granted; a piece that declares such a name itself hides it. */
public abstract class Given {

    protected BufferedImage photo;
    protected byte[] upload;
    protected InputStream input;
    protected OutputStream output;
    protected Path directory;
    protected Path file;
    protected FaceCloak cloak;
    protected FaceModels models;

    /** The piece of code. */
    public abstract void run() throws Exception;
}
