package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.face.Face;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.MtcnnOptions;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The three loaded networks, one after the other. Thread-safe. */
public final class Cascade implements AutoCloseable {

    /** Faces of one photo are looked for down to so many times below the smallest one found. */
    private static final double FACES_VARY = 3;

    private final List<CascadeNetwork> networks;
    private final MtcnnOptions options;
    private final ProposalStage proposals;
    private final CropStage refinement;
    private final CropStage output;

    private Cascade(List<CascadeNetwork> networks, MtcnnOptions options) {
        this.networks = networks;
        this.options = options;
        this.proposals = new ProposalStage(networks.get(NetworkKind.PROPOSAL.ordinal()), options.proposalThreshold());
        this.refinement = new CropStage(
                networks.get(NetworkKind.REFINEMENT.ordinal()), NetworkKind.REFINEMENT, options.refinementThreshold());
        this.output = new CropStage(
                networks.get(NetworkKind.OUTPUT.ordinal()), NetworkKind.OUTPUT, options.outputThreshold());
    }

    /** @throws ModelException if a file cannot be read or is not the network its name says */
    public static Cascade load(CascadeFiles files, Device device, MtcnnOptions options) {
        List<CascadeNetwork> networks = new ArrayList<>();
        try {
            for (NetworkKind kind : NetworkKind.values()) {
                networks.add(CascadeNetwork.open(kind, files, device));
            }
        } catch (RuntimeException e) {
            networks.forEach(CascadeNetwork::close);
            throw e;
        }
        return new Cascade(List.copyOf(networks), options);
    }

    /** The faces, largest first. */
    public List<Face> detect(BufferedImage photo) {
        WorkingCopies copies = WorkingCopies.of(photo);
        List<Pyramid.Level> levels = Pyramid.levels(copies.photoWidth(), copies.photoHeight(), options);
        int first = Pyramid.firstUpTo(options.quickLevelPixels(), levels);
        List<Candidate> windows = proposals.windows(copies, levels.subList(first, levels.size()));
        List<Face> faces = judged(copies, windows);
        int finer = firstWorthwhile(faces, levels, first);
        while (finer < first) {
            List<Candidate> more = new ArrayList<>(proposals.windows(copies, levels.subList(finer, first)));
            more.addAll(windows);
            windows = more;
            first = finer;
            faces = judged(copies, windows);
            finer = firstWorthwhile(faces, levels, first);
        }
        return faces.stream()
                .sorted(Comparator.comparingDouble((Face face) -> face.box().area())
                        .reversed())
                .toList();
    }

    private List<Face> judged(WorkingCopies photo, List<Candidate> windows) {
        return output.locate(photo, refinement.refine(photo, ProposalStage.squares(windows)));
    }

    /** The finest level that is worth a search once the levels from {@code first} on showed {@code faces}. */
    private static int firstWorthwhile(List<Face> faces, List<Pyramid.Level> levels, int first) {
        if (faces.isEmpty()) {
            return Math.max(0, first - 1);
        }
        double smallest = faces.stream()
                .map(Face::box)
                .mapToDouble(box -> Math.max(box.width(), box.height()))
                .min()
                .getAsDouble();
        int worthwhile = first;
        while (worthwhile > 0 && levels.get(worthwhile).smallestFace() > smallest / FACES_VARY) {
            worthwhile--;
        }
        return worthwhile;
    }

    @Override
    public void close() {
        networks.forEach(CascadeNetwork::close);
    }
}
