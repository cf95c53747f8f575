import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Runs README's lines and looks at what came of them. */
final class Consumer {

    public static void main(String[] arguments) throws IOException {
        BufferedImage photo = ImageIO.read(new File("party.jpg"));
        requireCloak(photo, TenLines.run(photo), "the photo in memory");
        requireCloak(photo, ImageIO.read(new File("party-protected.jpg")), "party-protected.jpg");
        System.out.println("README's lines work");
    }

    private static void requireCloak(BufferedImage photo, BufferedImage copy, String what) {
        int changed = 0;
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                if (photo.getRGB(x, y) != copy.getRGB(x, y)) {
                    changed++;
                }
            }
        }
        if (changed <= 1000) {
            throw new IllegalStateException(what + " carries no cloak");
        }
    }
}
