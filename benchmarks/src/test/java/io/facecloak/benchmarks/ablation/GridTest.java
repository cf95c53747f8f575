package io.facecloak.benchmarks.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

    @Test
    void everyCombinationIsACellAndTheRestIsThePapers() {
        Grid grid = Grid.parse("""
                {"sweeps": [{"name": "s", "vary": {"epsilon": [4, 12], "focus": ["", "RA"]}}]}
                """);
        Grid.Sweep sweep = grid.sweeps().get(0);
        assertEquals(List.of("epsilon", "focus"), sweep.axes());
        assertEquals(
                List.of("4, none", "4, RA", "12, none", "12, RA"),
                sweep.cells().stream().map(Grid.Cell::label).toList());
        CloakSettings last = sweep.cells().get(3).settings();
        assertEquals(
                new CloakSettings(
                        12,
                        16,
                        2,
                        10,
                        8,
                        "RA",
                        CloakSettings.ImageSource.SYNTHETIC,
                        List.of(),
                        UpdateRule.AVERAGED,
                        false,
                        false,
                        0),
                last);
    }

    @Test
    void aSweepChangesTheBaseForItselfAlone() {
        Grid grid = Grid.parse("""
                {"base": {"iterations": 3, "surrogates": ["a"]},
                 "sweeps": [{"name": "one", "set": {"iterations": 5, "source": "REAL"}, "vary": {"jitter": [true]}},
                            {"name": "two", "vary": {"surrogates": [["a", "b"], ["c"]]}}]}
                """);
        CloakSettings one = grid.sweeps().get(0).cells().get(0).settings();
        assertEquals(5, one.iterations());
        assertEquals(CloakSettings.ImageSource.REAL, one.source());
        Grid.Sweep two = grid.sweeps().get(1);
        assertEquals(3, two.cells().get(0).settings().iterations());
        assertEquals(List.of("a", "b"), two.cells().get(0).settings().surrogates());
        assertEquals("a+b", two.cells().get(0).label());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'sweeps': [{'name': 's', 'vary': {'epsilom': [1]}}]} | epsilom",
                "{'sweeps': [{'name': 's', 'vary': {'epsilon': [0]}}]} | epsilon must be in (0, 127]",
                "{'sweeps': [{'name': 's', 'vary': {'updateRule': ['SOMETIMES']}}]} | updateRule",
                "{'sweeps': [{'name': 's', 'vary': {'focus': ['HR']}}]} | focus must be",
                "{'sweeps': [{'name': 's', 'vary': {'iterations': [1.5]}}]} | sweep s",
                "{'base': {'epsilon': 8}} | sweeps is missing",
                "{'sweep': []} | unknown key sweep",
                "{'sweeps': [{'vary': {'epsilon': [1]}}]} | needs a name",
                "[1] | must be an object"
            })
    void saysWhatIsWrongWithAGrid(String json, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Grid.parse(json.replace('\'', '"')));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void thePapersGridHasItsTablesAndEveryCombinationOfTheMasks() throws IOException {
        Grid grid = Grid.read(Path.of("grids/paper.json"));
        assertEquals(7, grid.sweeps().size());
        Set<String> focus = new HashSet<>();
        grid.sweeps().get(3).cells().forEach(cell -> focus.add(cell.settings().focus()));
        assertEquals(Set.of("", "R", "A", "H", "RA", "RH", "AH", "RAH"), focus);
        assertThrows(IOException.class, () -> Grid.read(Path.of("pom.xml")));
    }
}
