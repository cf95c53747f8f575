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

    private final List<CascadeNetwork> networks;
    private final ProposalStage proposals;
    private final CropStage refinement;
    private final CropStage output;

    private Cascade(List<CascadeNetwork> networks, MtcnnOptions options) {
        this.networks = networks;
        this.proposals = new ProposalStage(networks.get(NetworkKind.PROPOSAL.ordinal()), options);
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
        return output.locate(copies, refinement.refine(copies, proposals.propose(copies))).stream()
                .sorted(Comparator.comparingDouble((Face face) -> face.box().area())
                        .reversed())
                .toList();
    }

    @Override
    public void close() {
        networks.forEach(CascadeNetwork::close);
    }
}
