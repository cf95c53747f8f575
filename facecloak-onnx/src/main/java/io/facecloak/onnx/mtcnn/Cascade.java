package io.facecloak.onnx.mtcnn;

import io.facecloak.image.Face;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.runtime.Device;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The three loaded networks, one after the other. Thread-safe. */
final class Cascade implements AutoCloseable {

    /** A face below so many times the smallest that a quick search finds makes smaller ones likely. */
    private static final double SMALL = 2;

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
    static Cascade load(CascadeFiles files, Device device, MtcnnOptions options) {
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
    List<Face> detect(BufferedImage photo) {
        WorkingCopies copies = WorkingCopies.of(photo);
        Pyramid pyramid = Pyramid.of(copies.photoWidth(), copies.photoHeight(), options);
        List<Candidate> windows = proposals.windows(copies, pyramid.quickLevels());
        List<Face> faces = judged(copies, windows);
        if (!pyramid.finerLevels().isEmpty() && mayHaveSmaller(faces, pyramid)) {
            List<Candidate> all = new ArrayList<>(proposals.windows(copies, pyramid.finerLevels()));
            all.addAll(windows);
            faces = judged(copies, all);
        }
        return faces.stream()
                .sorted(Comparator.comparingDouble((Face face) -> face.box().area())
                        .reversed())
                .toList();
    }

    private List<Face> judged(WorkingCopies photo, List<Candidate> windows) {
        return output.locate(photo, refinement.refine(photo, ProposalStage.squares(windows)));
    }

    /** Whether faces below the smallest that a quick search finds are likely: none was found, or one that is hardly larger. */
    private static boolean mayHaveSmaller(List<Face> faces, Pyramid pyramid) {
        return faces.isEmpty()
                || faces.stream()
                        .map(Face::box)
                        .anyMatch(box -> Math.max(box.width(), box.height()) < SMALL * pyramid.smallestQuickFace());
    }

    @Override
    public void close() {
        networks.forEach(CascadeNetwork::close);
    }
}
