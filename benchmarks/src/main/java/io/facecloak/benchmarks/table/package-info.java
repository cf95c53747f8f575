/** The main table: recipes, judged by recognisers that they were not learnt on, on many people. */
package io.facecloak.benchmarks.table;
