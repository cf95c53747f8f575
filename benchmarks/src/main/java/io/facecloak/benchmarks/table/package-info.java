/** The main table: recipes, judged by recognisers that they were not learnt on, for many people. */
package io.facecloak.benchmarks.table;
